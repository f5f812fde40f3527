package org.isoline.ops.glu;

import org.isoline.tensor.Tensor;

/** Pointwise functions that gated units and mixers use. */
public enum Activation {
  /** The identity. */
  NONE,
  /** SiLU: x sigmoid(x). */
  SILU,
  /** max(x, 0), in early TransNormerLLM models. */
  RELU;

  /** The function of every element; x itself for the identity. */
  public Tensor apply(Tensor x) {
    return switch (this) {
      case NONE -> x;
      case SILU -> x.silu();
      case RELU -> x.relu();
    };
  }
}
