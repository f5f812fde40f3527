package org.isoline.model;

import java.util.List;
import java.util.Optional;
import org.isoline.tensor.Tensor;

/**
 * What a layer must know of one forward pass beyond its tokens.
 *
 * @param lowerBounds HGRN2's bounds, one {@code [H dh]} a layer; empty for the others
 * @param state what was read before, and where to put what is read now; empty for whole sequences
 */
record Pass(List<Tensor> lowerBounds, Optional<State> state) {

  /** The bound of a layer; empty means zero, as in the first layer. */
  Optional<Tensor> lowerBound(int layer) {
    return layer == 0 || lowerBounds.isEmpty()
        ? Optional.empty()
        : Optional.of(lowerBounds.get(layer));
  }

  /** Position of the first token. */
  long offset() {
    return state.map(State::position).orElse(0L);
  }
}
