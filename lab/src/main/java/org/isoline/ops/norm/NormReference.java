package org.isoline.ops.norm;

import org.isoline.tensor.Tensor;

/** The formulas as they are written, left to the tape: what {@link Norms} is tested against. */
public final class NormReference {
  private NormReference() {}

  /** {@code x / sqrt(mean(x^2) + eps)}. */
  public static Tensor srms(Tensor x, double eps) {
    return x.div(x.square().mean(-1, true).add(eps).sqrt());
  }

  /** {@code weight x / sqrt(mean(x^2) + eps)}. */
  public static Tensor rms(Tensor x, Tensor weight, double eps) {
    return srms(x, eps).mul(weight);
  }

  /** {@code weight (x - mean(x)) / sqrt(var(x) + eps) + bias}, with the variance divided by d. */
  public static Tensor layer(Tensor x, Tensor weight, Tensor bias, double eps) {
    return srms(x.sub(x.mean(-1, true)), eps).mul(weight).add(bias);
  }
}
