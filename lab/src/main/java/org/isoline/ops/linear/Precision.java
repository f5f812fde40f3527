package org.isoline.ops.linear;

import org.isoline.tensor.DType;
import org.isoline.tensor.Tensor;

/** Element type of the operands of matrix products. */
public enum Precision {
  /** The operands' own type. */
  FULL,
  /** bfloat16, rounded at use. */
  BFLOAT16;

  /** The operand as a product takes it. */
  public Tensor operand(Tensor x) {
    return this == BFLOAT16 ? x.to(DType.BFLOAT16) : x;
  }
}
