package org.isoline.model;

import org.isoline.ops.linear.Linear;
import org.isoline.ops.linear.Precision;
import org.isoline.tensor.Tensor;

/**
 * What becomes of the heads' output: a norm over all heads together, then a gate formed from the
 * normed input.
 */
sealed interface OutputGate {

  /** Both {@code [B, T, ...]}: output over all heads, x of the model's width. */
  Tensor apply(Tensor output, Tensor x);

  /** {@code Norm(o)}. */
  record Ungated(NormLayer norm) implements OutputGate {
    @Override
    public Tensor apply(Tensor output, Tensor x) {
      return norm.apply(output);
    }
  }

  /** {@code Norm(o) * sigmoid((x Wg1) Wg2)} (TransNormerLLM 3, cosFormer2). */
  record LowRankSigmoid(NormLayer norm, Tensor down, Tensor up, Precision precision)
      implements OutputGate {
    @Override
    public Tensor apply(Tensor output, Tensor x) {
      Tensor gate = Linear.apply(Linear.apply(x, down, precision), up, precision).sigmoid();
      return norm.apply(output).mul(gate);
    }
  }

  /** {@code Norm(o) * (x U)} (TransNormerLLM 1 and 2). */
  record FullLinear(NormLayer norm, Tensor map, Precision precision) implements OutputGate {
    @Override
    public Tensor apply(Tensor output, Tensor x) {
      return norm.apply(output).mul(Linear.apply(x, map, precision));
    }
  }

  static OutputGate of(ModelConfig config, Kernels kernels, Weights weights) {
    NormLayer norm = NormLayer.ofOutput(config, weights.at("norm"));
    return switch (config.gate()) {
      case NONE -> new Ungated(norm);
      case LOWRANK_SIGMOID ->
          new LowRankSigmoid(
              norm,
              weights.get("output_gate.0.weight"),
              weights.get("output_gate.1.weight"),
              kernels.precision());
      case FULL_LINEAR ->
          new FullLinear(norm, weights.get("output_gate.weight"), kernels.precision());
    };
  }
}
