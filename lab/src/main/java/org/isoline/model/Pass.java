package org.isoline.model;

import java.util.List;
import java.util.Optional;
import org.isoline.tensor.Tensor;

/**
 * What a layer must know of one forward pass beyond its tokens.
 *
 * @param lowerBounds HGRN2's bounds, one {@code [H dh]} a layer; empty for the others
 * @param state what was read before, and where to put what is read now; empty for whole sequences
 * @param documents what tokens see of each other
 */
record Pass(List<Tensor> lowerBounds, Optional<State> state, Documents documents) {

  /** The bound of a layer; empty means zero, as in the first layer. */
  Optional<Tensor> lowerBound(int layer) {
    return layer == 0 || lowerBounds.isEmpty()
        ? Optional.empty()
        : Optional.of(lowerBounds.get(layer));
  }

  /** The same with other tensors for the bounds. */
  Pass withLowerBounds(List<Tensor> others) {
    return new Pass(others, state, documents);
  }

  /** Position of the first token. */
  long offset() {
    return state.map(State::position).orElse(0L);
  }
}
