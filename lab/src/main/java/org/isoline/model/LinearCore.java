package org.isoline.model;

import java.util.Optional;
import java.util.function.Function;
import org.isoline.model.Kernels.Form;
import org.isoline.ops.Mixed;
import org.isoline.ops.decay.DecayAttention;
import org.isoline.ops.fused.Fused;
import org.isoline.ops.gate.GatedAttention;
import org.isoline.tensor.Tensor;

/** One layer's linear recurrence: chooses its form, and carries its state if there is one. */
record LinearCore(Kernels kernels, int layer) {

  /** Constant decay per head, q and k {@code [B, H, T, K]}, v {@code [B, H, T, V]}. */
  Tensor constant(Tensor q, Tensor k, Tensor v, double[] logDecay, Pass pass) {
    return carry(
        pass,
        v,
        wide -> {
          Tensor queries = wide.of(q);
          return switch (form(kernels.decay(), queries)) {
            case RECURRENT ->
                DecayAttention.recurrent(queries, wide.of(k), wide.of(v), logDecay, wide.initial());
            case CHUNKWISE ->
                DecayAttention.chunkwise(
                    queries, wide.of(k), wide.of(v), logDecay, wide.initial(), kernels.chunk());
            case FUSED ->
                DecayAttention.fused(queries, wide.of(k), wide.of(v), logDecay, wide.initial());
          };
        });
  }

  /** Decay per token and channel, g shaped as k. */
  Tensor gated(Tensor q, Tensor k, Tensor v, Tensor g, Pass pass) {
    return carry(
        pass,
        v,
        wide -> {
          Tensor queries = wide.of(q);
          return switch (form(kernels.gate(), queries)) {
            case RECURRENT ->
                GatedAttention.recurrent(
                    queries, wide.of(k), wide.of(v), wide.of(g), wide.initial());
            case CHUNKWISE ->
                GatedAttention.chunkwise(
                    queries, wide.of(k), wide.of(v), wide.of(g), wide.initial(), kernels.chunk());
            case FUSED ->
                GatedAttention.fused(queries, wide.of(k), wide.of(v), wide.of(g), wide.initial());
          };
        });
  }

  /** What is wanted, as far as these operands have it; a single token needs no chunks. */
  private static Form form(Form wanted, Tensor q) {
    if (wanted == Form.FUSED && Fused.supports(q.dtype(), q.device())) {
      return Form.FUSED;
    }
    return wanted == Form.RECURRENT || q.size(2) == 1 ? Form.RECURRENT : Form.CHUNKWISE;
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
