package org.isoline.model;

import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

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
  record LowRankSigmoid(NormLayer norm, Tensor down, Tensor up) implements OutputGate {
    @Override
    public Tensor apply(Tensor output, Tensor x) {
      Tensor gate = Tensors.linear(Tensors.linear(x, down), up).sigmoid();
      return norm.apply(output).mul(gate);
    }
  }

  /** {@code Norm(o) * (x U)} (TransNormerLLM 1 and 2). */
  record FullLinear(NormLayer norm, Tensor map) implements OutputGate {
    @Override
    public Tensor apply(Tensor output, Tensor x) {
      return norm.apply(output).mul(Tensors.linear(x, map));
    }
  }

  static OutputGate of(ModelConfig config, Weights weights) {
    NormLayer norm = NormLayer.ofOutput(config, weights.at("norm"));
    return switch (config.gate()) {
      case NONE -> new Ungated(norm);
      case LOWRANK_SIGMOID ->
          new LowRankSigmoid(
              norm, weights.get("output_gate.0.weight"), weights.get("output_gate.1.weight"));
      case FULL_LINEAR -> new FullLinear(norm, weights.get("output_gate.weight"));
    };
  }
}
