package org.isoline.model;

import org.isoline.ops.glu.Activation;
import org.isoline.ops.glu.Glu;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/** The gated linear unit {@code (act(x W1) * (x W2)) W3}, channel by channel at every token. */
record ChannelMixer(Activation activation, Tensor first, Tensor second, Tensor third) {

  static ChannelMixer of(ModelConfig config, Weights weights) {
    return new ChannelMixer(
        config.gluActivation(),
        weights.get("l1.weight"),
        weights.get("l2.weight"),
        weights.get("l3.weight"));
  }

  /** {@code [B, T, d]} to {@code [B, T, d]}. */
  Tensor mix(Tensor x) {
    Tensor gated =
        Glu.gate(Tensors.linear(x, first), Tensors.linear(x, second), activation); // [B, T, g]
    return Tensors.linear(gated, third);
  }
}
