package org.isoline.model;

import java.util.List;
import java.util.Optional;
import org.isoline.tensor.Tensor;

/**
 * What a layer must know of one forward pass beyond its tokens.
 *
 * @param lowerBounds HGRN2's bounds, one {@code [d]} a layer; empty for the others
 */
record Pass(List<Tensor> lowerBounds) {

  /** The bound of a layer; empty means zero, as in the first layer. */
  Optional<Tensor> lowerBound(int layer) {
    return layer == 0 || lowerBounds.isEmpty()
        ? Optional.empty()
        : Optional.of(lowerBounds.get(layer));
  }
}
