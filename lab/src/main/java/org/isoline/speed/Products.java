package org.isoline.speed;

import java.util.Locale;
import org.isoline.model.Kernels;
import org.isoline.ops.linear.Precision;
import org.isoline.tensor.DType;

/** Element types of matrix products. */
public enum Products {
  /** float32. */
  FP32(Precision.FULL, DType.FLOAT32),
  /** bfloat16. */
  BF16(Precision.BFLOAT16, DType.BFLOAT16);

  private final Precision precision;
  private final DType dtype;

  Products(Precision precision, DType dtype) {
    this.precision = precision;
    this.dtype = dtype;
  }

  /** Lower case, as in options and files. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  Precision precision() {
    return precision;
  }

  DType dtype() {
    return dtype;
  }

  /** The fast kernels, with products of weights in this type. */
  Kernels kernels() {
    return Kernels.DEFAULT.withPrecision(precision);
  }
}
