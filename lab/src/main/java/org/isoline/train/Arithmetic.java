package org.isoline.train;

import org.isoline.model.Kernels;

/** Element type of the products of a training step; everything else is float32 in any case. */
public enum Arithmetic {
  /** float32. */
  FLOAT32,
  /** bfloat16 operands rounded at use: faster where the processor multiplies them. */
  BFLOAT16,
  /** bfloat16 on a machine where {@link Bfloat16Probe} finds it faster, else float32. */
  AUTO;

  /** FLOAT32 or BFLOAT16 on this machine, now. */
  public Arithmetic resolved() {
    return switch (this) {
      case FLOAT32, BFLOAT16 -> this;
      case AUTO -> Bfloat16Probe.run().pays() ? BFLOAT16 : FLOAT32;
    };
  }

  /** Kernels that multiply so; {@link #AUTO} is resolved first. */
  public Kernels of(Kernels kernels) {
    return resolved() == BFLOAT16 ? kernels.inBfloat16() : kernels;
  }
}
