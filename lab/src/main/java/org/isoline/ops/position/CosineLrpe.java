package org.isoline.ops.position;

import java.util.List;
import org.isoline.ops.Operands;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.CustomGradient;
import org.isoline.tensor.DType;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/** Cosine LRPE: {@code [x cos(t theta) ; x sin(t theta)]}. */
public final class CosineLrpe {
  /** Ratio of the highest to the lowest initial frequency, as in RoPE. */
  private static final double BASE = 10000;

  private CosineLrpe() {}

  /**
   * The encoding of queries or keys.
   *
   * @param x {@code [B, H, T, K]}
   * @param theta radians per token, {@code [H, 1, K]}, or {@code [1, 1, K]} for all heads alike
   * @param offset position of the first token, at least 0
   * @return {@code [B, H, T, 2K]}
   * @throws IllegalArgumentException if the operands do not fit or offset is negative
   */
  public static Tensor apply(Tensor x, Tensor theta, long offset) {
    requireFit(x, theta, offset);
    Tensor table;
    try (Autograd.Mode off = Autograd.off();
        Scope scope = new Scope()) {
      Tensor angles = angles(x, theta, offset);
      Tensor cos = angles.cos().to(x.dtype());
      Tensor sin = angles.sin().to(x.dtype());
      table = scope.keep(Tensors.stack(List.of(cos, sin), 2)); // [H, T, 2, K]
    }
    long[] doubled = {x.size(0), x.size(1), x.size(2), 2 * x.size(3)};
    Tensor out;
    try (Autograd.Mode off = Autograd.off()) {
      out = x.unsqueeze(3).mul(table).reshape(doubled);
    }
    boolean learned = theta.requiresGrad();
    return CustomGradient.apply(
            List.of(x, theta),
            () -> List.of(out),
            gradients -> {
              Tensor gradient = gradients.getFirst().orElseThrow();
              Tensor dTheta = learned ? throughTheta(out, gradient, theta, offset) : theta;
              return List.of(throughX(gradient, table), dTheta);
            })
        .getFirst();
  }

  /** The formula, left to the tape: what {@link #apply} is tested against. */
  public static Tensor reference(Tensor x, Tensor theta, long offset) {
    requireFit(x, theta, offset);
    Tensor angles = angles(x, theta, offset);
    Tensor cos = angles.cos().to(x.dtype());
    Tensor sin = angles.sin().to(x.dtype());
    return Tensors.cat(List.of(x.mul(cos), x.mul(sin)), 3);
  }

  /**
   * Initial theta, {@code 10000^(-2(h headDim + j)/d)} with {@code d = heads headDim}: from 1 down
   * to almost 1e-8, spread over all heads.
   *
   * @return row-major {@code [heads, headDim]}
   * @throws IllegalArgumentException if heads or headDim are below 1
   */
  public static double[] initialTheta(int heads, int headDim) {
    if (heads < 1 || headDim < 1) {
      throw new IllegalArgumentException(
          "heads = %d, headDim = %d, must be at least 1".formatted(heads, headDim));
    }
    double[] theta = new double[heads * headDim];
    for (int channel = 0; channel < theta.length; channel++) {
      theta[channel] = Math.pow(BASE, -2.0 * channel / theta.length);
    }
    return theta;
  }

  /** {@code t theta}, FLOAT64 {@code [H, T, K]}. */
  private static Tensor angles(Tensor x, Tensor theta, long offset) {
    return theta.to(DType.FLOAT64).mul(positions(x, offset, DType.FLOAT64));
  }

  /** {@code [T, 1]}. */
  private static Tensor positions(Tensor x, long offset, DType dtype) {
    return Tensors.range(x.size(2), dtype).add(offset).reshape(-1, 1).to(x.device());
  }

  /** {@code dOc cos + dOs sin}. */
  private static Tensor throughX(Tensor gradient, Tensor table) {
    long k = table.size(3);
    Tensor dx = gradient.narrow(3, 0, k).mul(table.select(2, 0));
    return InPlace.addProduct(dx, gradient.narrow(3, k, k), table.select(2, 1), 1);
  }

  /** Sum over sequences and tokens of {@code t (dOs Oc - dOc Os)}. */
  private static Tensor throughTheta(Tensor out, Tensor gradient, Tensor theta, long offset) {
    long k = theta.size(2);
    Tensor turned = gradient.narrow(3, k, k).mul(out.narrow(3, 0, k));
    InPlace.addProduct(turned, gradient.narrow(3, 0, k), out.narrow(3, k, k), -1);
    DType wide = Operands.wide(out.dtype());
    Tensor byHead =
        turned.to(wide).mul(positions(out, offset, wide)).sum(2, true).sum(0, false); // [H, 1, K]
    Tensor sum = theta.size(0) == 1 ? byHead.sum(0, true) : byHead;
    return sum.to(theta.dtype());
  }

  private static void requireFit(Tensor x, Tensor theta, long offset) {
    Operands.require("x", x, Operands.ANY, Operands.ANY, Operands.ANY, Operands.ANY);
    boolean shared = theta.rank() == 3 && theta.size(0) == 1;
    Operands.require("theta", theta, shared ? 1 : x.size(1), 1, x.size(3));
    if (offset < 0) {
      throw new IllegalArgumentException("offset = " + offset + ", must be at least 0");
    }
  }
}
