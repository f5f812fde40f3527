package org.isoline.ops.norm;

import java.util.Arrays;
import java.util.List;
import org.isoline.ops.Operands;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.CustomGradient;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * The norms, fast: each is one node of the tape that saves its input and one number a row.
 *
 * <p>All throw {@link IllegalArgumentException} if x has no elements in its last dimension, if
 * weight or bias are not {@code [d]} of its type, or if eps is negative or not finite.
 */
public final class Norms {
  private Norms() {}

  /**
   * Root mean square norm without parameters: {@code x / sqrt(mean(x^2) + eps)}.
   *
   * @param x {@code [..., d]}
   */
  public static Tensor srms(Tensor x, double eps) {
    requireRows(x, eps);
    Normalised forward = normalise(x, eps);
    return CustomGradient.apply(
            List.of(x),
            () -> List.of(forward.rows),
            gradients -> {
              Tensor dy = gradients.getFirst().orElseThrow();
              return List.of(throughRows(x, forward.inverse, dy));
            })
        .getFirst();
  }

  /**
   * Root mean square norm: {@code weight x / sqrt(mean(x^2) + eps)}.
   *
   * @param x {@code [..., d]}
   * @param weight {@code [d]}
   */
  public static Tensor rms(Tensor x, Tensor weight, double eps) {
    requireRows(x, eps);
    Operands.requireLike(x, "weight", weight, x.size(-1));
    Normalised forward = normalise(x, eps);
    return CustomGradient.apply(
            List.of(x, weight),
            () -> List.of(InPlace.mul(forward.rows, weight)),
            gradients -> {
              Tensor dy = gradients.getFirst().orElseThrow();
              return List.of(
                  throughRows(x, forward.inverse, dy.mul(weight)),
                  throughWeight(x, forward.inverse, dy));
            })
        .getFirst();
  }

  /**
   * Layer normalisation: {@code weight (x - mean(x)) / sqrt(var(x) + eps) + bias}. The library has
   * it as one fused node.
   *
   * @param x {@code [..., d]}
   * @param weight {@code [d]}
   * @param bias {@code [d]}
   */
  public static Tensor layer(Tensor x, Tensor weight, Tensor bias, double eps) {
    requireRows(x, eps);
    Operands.requireLike(x, "weight", weight, x.size(-1));
    Operands.requireLike(x, "bias", bias, x.size(-1));
    return Tensors.layerNorm(x, weight, bias, eps);
  }

  /**
   * A normalised copy of x and what it was multiplied by.
   *
   * @param rows {@code [..., d]} in x's type
   * @param inverse r, {@code [..., 1]} in at least FLOAT32
   */
  private record Normalised(Tensor rows, Tensor inverse) {}

  private static Normalised normalise(Tensor x, double eps) {
    try (Autograd.Mode off = Autograd.off();
        Scope scope = new Scope()) {
      Tensor wide = x.to(Operands.wide(x.dtype()));
      Tensor inverse = scope.keep(wide.square().mean(-1, true).add(eps).rsqrt());
      Tensor rows = scope.keep(wide.mul(inverse).to(x.dtype()));
      return new Normalised(rows, inverse);
    }
  }

  /** {@code r (g - xh mean(xh g))}, as {@code r g - x r^3 mean(x g)}: no second temporary. */
  private static Tensor throughRows(Tensor x, Tensor inverse, Tensor g) {
    Tensor wide = x.to(inverse.dtype());
    Tensor pull = wide.mul(g).mean(-1, true).mul(inverse.pow(3));
    return InPlace.addProduct(g.mul(inverse), wide, pull, -1).to(x.dtype());
  }

  /** Sum over rows of {@code xh dy}. */
  private static Tensor throughWeight(Tensor x, Tensor inverse, Tensor dy) {
    long d = x.size(-1);
    Tensor rows = InPlace.mul(x.to(inverse.dtype()).mul(inverse), dy);
    return rows.reshape(-1, d).sum(0, false).to(x.dtype());
  }

  private static void requireRows(Tensor x, double eps) {
    if (x.rank() == 0) {
      throw new IllegalArgumentException("x is " + x + ", must have at least one dimension");
    }
    long[] any = new long[x.rank()];
    Arrays.fill(any, Operands.ANY);
    Operands.require("x", x, any);
    if (!(eps >= 0) || Double.isInfinite(eps)) {
      throw new IllegalArgumentException("eps = " + eps + ", must be finite and at least 0");
    }
  }
}
