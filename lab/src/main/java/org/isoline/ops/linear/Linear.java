package org.isoline.ops.linear;

import java.util.List;
import org.isoline.ops.Operands;
import org.isoline.ops.fused.Fused;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.CustomGradient;
import org.isoline.tensor.DType;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.isoline.tensor.Threads;

/** {@code x W^T}. */
public final class Linear {
  private Linear() {}

  /**
   * The map, in the precision asked for.
   *
   * @param x {@code [..., in]}
   * @param weight {@code [out, in]} of x's type
   * @param precision of the products; anything but FULL asks for FLOAT32 operands
   * @return {@code [..., out]} in x's type
   * @throws IllegalArgumentException if the operands do not fit
   */
  public static Tensor apply(Tensor x, Tensor weight, Precision precision) {
    if (precision == Precision.FULL) {
      return isOneRow(x) ? oneRow(x, weight) : Tensors.linear(x, weight);
    }
    if (x.dtype() != DType.FLOAT32) {
      throw new IllegalArgumentException(
          "x is " + x + "; products in " + precision + " are made of FLOAT32 operands");
    }
    Operands.requireLike(x, "weight", weight, Operands.ANY, x.size(-1));
    return mixed(x, weight, precision);
  }

  private static boolean isOneRow(Tensor x) {
    return x.elements() == x.size(-1) && (x.dtype() == DType.FLOAT32 || x.dtype() == DType.FLOAT64);
  }

  /**
   * As a matrix times a vector, which reads the weight once. The CPU library takes one row for a
   * matrix product of awkward shape and rearranges the weight first: 3.5 times as slow. Its own
   * product with a vector comes to 60 to 80 % of the memory's bandwidth, {@link OneRow} to all.
   */
  private static Tensor oneRow(Tensor x, Tensor weight) {
    long[] shape = x.shape();
    shape[shape.length - 1] = weight.size(0);
    if (Autograd.enabled() || Threads.get() > 1 || !Fused.supports(x.dtype(), x.device())) {
      return weight.matmul(x.reshape(-1)).reshape(shape);
    }
    Operands.requireLike(x, "weight", weight, Operands.ANY, x.size(-1));
    Tensor y = Tensors.empty(x.dtype(), x.device(), shape);
    OneRow.multiply(weight.contiguous().data(), x.contiguous().data(), y.data());
    return y;
  }

  /** The formula in full precision, left to the tape: what {@link #apply} is tested against. */
  public static Tensor reference(Tensor x, Tensor weight) {
    return x.matmul(weight.transpose(0, 1));
  }

  private static Tensor mixed(Tensor x, Tensor weight, Precision precision) {
    Tensor rows;
    try (Autograd.Mode off = Autograd.off()) {
      rows = precision.operand(x); // half of what keeping x would hold
    }
    return CustomGradient.apply(
            List.of(x, weight),
            () -> List.of(Tensors.linear(rows, precision.operand(weight)).to(x.dtype())),
            gradients -> {
              Tensor dy = precision.operand(gradients.getFirst().orElseThrow());
              Tensor flat = dy.reshape(-1, dy.size(-1));
              Tensor dx = dy.matmul(precision.operand(weight)).to(x.dtype());
              Tensor dWeight = flat.transpose(0, 1).matmul(rows.reshape(-1, rows.size(-1)));
              return List.of(dx, dWeight.to(weight.dtype()));
            })
        .getFirst();
  }
}
