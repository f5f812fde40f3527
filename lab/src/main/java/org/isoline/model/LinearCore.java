package org.isoline.model;

import java.util.Optional;
import java.util.function.Function;
import org.isoline.ops.Mixed;
import org.isoline.ops.decay.DecayAttention;
import org.isoline.ops.gate.GatedAttention;
import org.isoline.tensor.Tensor;

/** One layer's linear recurrence: chooses its form, and carries its state if there is one. */
record LinearCore(Kernels kernels, int layer) {

  /** Constant decay per head, q and k {@code [B, H, T, K]}, v {@code [B, H, T, V]}. */
  Tensor constant(Tensor q, Tensor k, Tensor v, double[] logDecay, Pass pass) {
    if (kernels.decay() == Kernels.Form.RECURRENT || q.size(2) == 1) {
      return carry(
          pass,
          v,
          wide ->
              DecayAttention.recurrent(
                  wide.of(q), wide.of(k), wide.of(v), logDecay, wide.initial()));
    }
    return carry(
        pass,
        v,
        wide ->
            DecayAttention.chunkwise(
                wide.of(q), wide.of(k), wide.of(v), logDecay, wide.initial(), kernels.chunk()));
  }

  /** Decay per token and channel, g shaped as k. */
  Tensor gated(Tensor q, Tensor k, Tensor v, Tensor g, Pass pass) {
    if (kernels.gate() == Kernels.Form.RECURRENT || q.size(2) == 1) {
      return carry(
          pass,
          v,
          wide ->
              GatedAttention.recurrent(
                  wide.of(q), wide.of(k), wide.of(v), wide.of(g), wide.initial()));
    }
    return carry(
        pass,
        v,
        wide ->
            GatedAttention.chunkwise(
                wide.of(q), wide.of(k), wide.of(v), wide.of(g), wide.initial(), kernels.chunk()));
  }

  /** Operands in the state's type, where there is a state. */
  private record Wide(Optional<Tensor> initial) {
    Tensor of(Tensor operand) {
      return initial.map(state -> operand.to(state.dtype())).orElse(operand);
    }
  }

  private Tensor carry(Pass pass, Tensor v, Function<Wide, Mixed> recurrence) {
    if (pass.state().isEmpty()) {
      return recurrence.apply(new Wide(Optional.empty())).output();
    }
    State state = pass.state().get();
    Mixed mixed = recurrence.apply(new Wide(Optional.of(state.matrixOf(layer))));
    state.matrix(layer, mixed.state());
    return mixed.output().to(v.dtype());
  }
}
