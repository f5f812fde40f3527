package org.isoline.ops.glu;

/** Pointwise functions that gated units and mixers use. */
public enum Activation {
  /** The identity. */
  NONE,
  /** SiLU: x sigmoid(x). */
  SILU
}
