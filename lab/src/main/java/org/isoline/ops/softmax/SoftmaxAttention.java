package org.isoline.ops.softmax;

import org.isoline.ops.Operands;
import org.isoline.tensor.DType;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Causal softmax attention for q {@code [B, H, T, K]}, k {@code [B, H, S, K]} and v {@code [B, H,
 * S, V]}.
 *
 * <p>All methods return {@code [B, H, T, V]} and throw {@link IllegalArgumentException} if the
 * operands do not fit.
 */
public final class SoftmaxAttention {
  private SoftmaxAttention() {}

  /** The equations as they are written, for S = T, with all scores on the tape. */
  public static Tensor reference(Tensor q, Tensor k, Tensor v, double scale) {
    requireFit(q, k, v, 0);
    return explicit(q, k, v, scale, 0);
  }

  /**
   * The library's fused form, for S = T: no scores in memory. If V differs from K, the CPU has no
   * fused form and all scores are held.
   */
  public static Tensor causal(Tensor q, Tensor k, Tensor v, double scale) {
    requireFit(q, k, v, 0);
    return Tensors.causalAttention(q, k, v, scale);
  }

  /**
   * The last T tokens of a sequence of {@code S = offset + T}, with the keys and values of all of
   * them: for decoding. Holds {@code T S} scores of every head.
   *
   * @param offset tokens before the first query, at least 0
   */
  public static Tensor causal(Tensor q, Tensor k, Tensor v, double scale, long offset) {
    requireFit(q, k, v, offset);
    return offset == 0 ? causal(q, k, v, scale) : explicit(q, k, v, scale, offset);
  }

  private static Tensor explicit(Tensor q, Tensor k, Tensor v, double scale, long offset) {
    Tensor scores = q.matmul(k.transpose(2, 3)).mul(scale);
    Tensor allowed = allowed(q, k, offset);
    Tensor never = Tensors.full(Double.NEGATIVE_INFINITY, q.dtype(), q.device());
    Tensor masked = Tensors.where(allowed, scores, never);
    Tensor weights = masked.sub(masked.logSumExp(-1, true)).exp();
    return weights.matmul(v);
  }

  /** Whether key s is not after query t, {@code [T, S]}. */
  private static Tensor allowed(Tensor q, Tensor k, long offset) {
    return Tensors.full(1, DType.FLOAT32, q.device(), q.size(2), k.size(2))
        .tril(offset)
        .to(DType.BOOL);
  }

  private static void requireFit(Tensor q, Tensor k, Tensor v, long offset) {
    if (offset < 0) {
      throw new IllegalArgumentException("offset = " + offset + ", must be at least 0");
    }
    Operands.require("q", q, Operands.ANY, Operands.ANY, Operands.ANY, Operands.ANY);
    long keys = offset + q.size(2);
    Operands.requireLike(q, "k", k, q.size(0), q.size(1), keys, q.size(3));
    Operands.requireLike(q, "v", v, q.size(0), q.size(1), keys, Operands.ANY);
  }
}
