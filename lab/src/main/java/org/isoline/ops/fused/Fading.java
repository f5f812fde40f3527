package org.isoline.ops.fused;

import java.util.List;
import java.util.Optional;
import org.isoline.tensor.Tensor;

/** How the state of a call fades. */
public sealed interface Fading {
  /**
   * By one factor per key channel and token.
   *
   * @param logDecay natural logarithm of the factors {@code [B, H, T, K]}, each at most 0
   */
  record ByToken(Tensor logDecay) implements Fading {}

  /**
   * By one factor per head.
   *
   * @param logDecay natural logarithm of the factors, one per head, each finite and at most 0
   */
  record ByHead(List<Double> logDecay) implements Fading {}

  /** What the call is differentiable in beside q, k, v and the initial state. */
  default Optional<Tensor> operand() {
    return switch (this) {
      case ByToken(Tensor logDecay) -> Optional.of(logDecay);
      case ByHead _ -> Optional.empty();
    };
  }
}
