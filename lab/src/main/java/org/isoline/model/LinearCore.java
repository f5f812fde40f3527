package org.isoline.model;

import java.util.Optional;
import org.isoline.ops.decay.DecayAttention;
import org.isoline.ops.gate.GatedAttention;
import org.isoline.tensor.Tensor;

/** Chooses the form of a linear recurrence. */
record LinearCore(Kernels kernels) {

  /** Constant decay per head, q and k {@code [B, H, T, K]}, v {@code [B, H, T, V]}. */
  Tensor constant(Tensor q, Tensor k, Tensor v, double[] logDecay) {
    return switch (kernels.form()) {
      case RECURRENT -> DecayAttention.recurrent(q, k, v, logDecay, Optional.empty()).output();
      case CHUNKWISE ->
          DecayAttention.chunkwise(q, k, v, logDecay, Optional.empty(), kernels.chunk()).output();
    };
  }

  /** Decay per token and channel, g shaped as k. */
  Tensor gated(Tensor q, Tensor k, Tensor v, Tensor g) {
    return switch (kernels.form()) {
      case RECURRENT -> GatedAttention.recurrent(q, k, v, g, Optional.empty()).output();
      case CHUNKWISE ->
          GatedAttention.chunkwise(q, k, v, g, Optional.empty(), kernels.chunk()).output();
    };
  }
}
