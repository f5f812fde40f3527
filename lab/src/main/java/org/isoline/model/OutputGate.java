package org.isoline.model;

import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * {@code Norm(o) * sigmoid((x Wg1) Wg2)}: the heads' output is normed over the full width, then
 * gated by the normed input (TransNormerLLM 3, cosFormer2).
 */
record OutputGate(NormLayer norm, Tensor down, Tensor up) {

  static OutputGate of(ModelConfig config, Weights weights) {
    return new OutputGate(
        NormLayer.of(config, weights.at("norm")),
        weights.get("output_gate.0.weight"),
        weights.get("output_gate.1.weight"));
  }

  /** Both {@code [B, T, d]}. */
  Tensor apply(Tensor output, Tensor x) {
    Tensor gate = Tensors.linear(Tensors.linear(x, down), up).sigmoid();
    return norm.apply(output).mul(gate);
  }
}
