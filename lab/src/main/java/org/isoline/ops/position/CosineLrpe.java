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

  /** Positions whose angles share one start: the square root of a usual context. */
  private static final long BLOCK = 64;

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
      table = scope.keep(table(x, theta, offset));
    }
    long[] doubled = {x.size(0), x.size(1), x.size(2), 2 * x.size(3)};
    Tensor out;
    try (Autograd.Mode off = Autograd.off()) {
      out = x.unsqueeze(3).mul(table).to(x.dtype()).reshape(doubled);
    }
    boolean learned = theta.requiresGrad();
    return CustomGradient.apply(
            List.of(x, theta),
            () -> List.of(out),
            gradients -> {
              Tensor gradient = gradients.getFirst().orElseThrow();
              Tensor dTheta = learned ? throughTheta(out, gradient, theta, offset) : theta;
              return List.of(throughX(gradient, table).to(x.dtype()), dTheta);
            })
        .getFirst();
  }

  /** The formula, left to the tape: what {@link #apply} is tested against. */
  public static Tensor reference(Tensor x, Tensor theta, long offset) {
    requireFit(x, theta, offset);
    Tensor angles = angles(theta, Tensors.range(x.size(2), DType.FLOAT64).add(offset));
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

  /**
   * Cosines and sines of {@code t theta}, {@code [H, T, 2, K]} in x's type but at least FLOAT32.
   *
   * <p>With {@code t = t0 + r} for blocks of positions that start at t0, all angles are sums of
   * few:
   *
   * <pre>
   * [ cos ; sin ](t theta) = [ cos ; sin ](t0 theta) cos(r theta) + [ -sin ; cos ](t0 theta) sin(r theta)
   * </pre>
   *
   * <p>Only those few go through the binary64 functions, which would take longer than everything
   * else here together.
   */
  private static Tensor table(Tensor x, Tensor theta, long offset) {
    long heads = theta.size(0);
    long tokens = x.size(2);
    long channels = x.size(3);
    DType dtype = Operands.wide(x.dtype());
    long length = Math.min(BLOCK, tokens);
    long blocks = (tokens + length - 1) / length;
    Tensor starts = Tensors.range(blocks, DType.FLOAT64).mul(length).add(offset);
    Tensor coarse = angles(theta, starts).reshape(heads, blocks, 1, channels);
    Tensor fine =
        angles(theta, Tensors.range(length, DType.FLOAT64)).reshape(heads, 1, length, 1, channels);
    Tensor cos = coarse.cos().to(dtype);
    Tensor sin = coarse.sin().to(dtype);
    Tensor ahead = Tensors.stack(List.of(cos, sin), 3); // [H, blocks, 1, 2, K]
    Tensor quarterTurned = Tensors.stack(List.of(sin.neg(), cos), 3);
    Tensor table = ahead.mul(fine.cos().to(dtype)); // [H, blocks, length, 2, K]
    InPlace.addProduct(table, quarterTurned, fine.sin().to(dtype), 1);
    return table.reshape(heads, blocks * length, 2, channels).narrow(1, 0, tokens);
  }

  /** {@code t theta} for positions {@code [T]}: FLOAT64 {@code [H, T, K]}. */
  private static Tensor angles(Tensor theta, Tensor positions) {
    return theta.to(DType.FLOAT64).mul(positions.to(theta.device()).reshape(-1, 1));
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
    Tensor positions = Tensors.range(out.size(2), wide).add(offset).reshape(-1, 1).to(out.device());
    Tensor byHead = turned.to(wide).mul(positions).sum(2, true).sum(0, false); // [H, 1, K]
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
