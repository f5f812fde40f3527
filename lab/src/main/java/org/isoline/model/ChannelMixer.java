package org.isoline.model;

import org.isoline.ops.glu.Activation;
import org.isoline.ops.glu.Glu;
import org.isoline.ops.linear.Linear;
import org.isoline.ops.linear.Precision;
import org.isoline.tensor.Tensor;

/** The gated linear unit {@code (act(x W1) * (x W2)) W3}, channel by channel at every token. */
record ChannelMixer(
    Activation activation, Tensor first, Tensor second, Tensor third, Precision precision) {

  static ChannelMixer of(ModelConfig config, Kernels kernels, Weights weights) {
    return new ChannelMixer(
        config.gluActivation(),
        weights.get("l1.weight"),
        weights.get("l2.weight"),
        weights.get("l3.weight"),
        kernels.precision());
  }

  /** {@code [B, T, d]} to {@code [B, T, d]}. */
  Tensor mix(Tensor x) {
    Tensor gated =
        Glu.gate(
            Linear.apply(x, first, precision),
            Linear.apply(x, second, precision),
            activation); // [B, T, g]
    return Linear.apply(gated, third, precision);
  }
}
