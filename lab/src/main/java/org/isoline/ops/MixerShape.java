package org.isoline.ops;

import java.util.Arrays;
import java.util.Optional;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * The extents of one call of a linear token mixer.
 *
 * @param batch sequences, B
 * @param heads heads of one sequence, H
 * @param tokens tokens of one sequence, T
 * @param keys key channels of a head, K
 * @param values value channels of a head, V
 * @param dtype element type of all operands
 * @param device where all operands are
 */
public record MixerShape(
    long batch, long heads, long tokens, long keys, long values, DType dtype, Device device) {

  /**
   * Reads the extents off the operands.
   *
   * @param q queries {@code [B, H, T, K]}, FLOAT32 or FLOAT64
   * @param k keys {@code [B, H, T, K]}
   * @param v values {@code [B, H, T, V]}
   * @param initial state before the first token {@code [B, H, K, V]}, zeros if empty
   * @throws IllegalArgumentException if shapes, types or devices do not fit; the message names the
   *     operand, what it is and what it must be
   */
  public static MixerShape of(Tensor q, Tensor k, Tensor v, Optional<Tensor> initial) {
    if (q.rank() != 4 || v.rank() != 4) {
      throw new IllegalArgumentException(
          "q is " + q + " and v is " + v + ", must be [B, H, T, K] and [B, H, T, V]");
    }
    if (q.dtype() != DType.FLOAT32 && q.dtype() != DType.FLOAT64) {
      throw new IllegalArgumentException("q is " + q + ", must be FLOAT32 or FLOAT64");
    }
    if (q.size(0) < 1 || q.size(1) < 1 || q.size(2) < 1 || q.size(3) < 1 || v.size(3) < 1) {
      throw new IllegalArgumentException(
          "q is " + q + " and v is " + v + ", every extent must be at least 1");
    }
    MixerShape shape =
        new MixerShape(
            q.size(0), q.size(1), q.size(2), q.size(3), v.size(3), q.dtype(), q.device());
    shape.requireKeys("k", k);
    shape.require("v", v, shape.batch, shape.heads, shape.tokens, shape.values);
    initial.ifPresent(
        state ->
            shape.require(
                "initial state", state, shape.batch, shape.heads, shape.keys, shape.values));
    return shape;
  }

  /**
   * Checks another operand with one number for each key channel of each token.
   *
   * @throws IllegalArgumentException if it is not {@code [B, H, T, K]} of the same type and device
   */
  public void requireKeys(String name, Tensor operand) {
    require(name, operand, batch, heads, tokens, keys);
  }

  private void require(String name, Tensor operand, long... expected) {
    if (!Arrays.equals(operand.shape(), expected)
        || operand.dtype() != dtype
        || !operand.device().equals(device)) {
      throw new IllegalArgumentException(
          "%s is %s on %s, must be %s%s on %s as q and v say"
              .formatted(
                  name, operand, operand.device(), dtype, Arrays.toString(expected), device));
    }
  }

  /**
   * Checks a chunk length.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public static void requireChunk(int chunk) {
    if (chunk < 1) {
      throw new IllegalArgumentException("chunk = " + chunk + ", must be at least 1 token");
    }
  }

  /** Sequences times heads: independent recurrences. */
  public long rows() {
    return batch * heads;
  }

  /** A state of zeros, {@code [B, H, K, V]}. */
  public Tensor zeroState() {
    return Tensors.zeros(dtype, device, batch, heads, keys, values);
  }

  /** Zeros {@code [B, H, T, width]} that take no memory; not to be written to. */
  public Tensor zeroTokens(long width) {
    return Tensors.zeros(dtype, device, 1, 1, 1, 1).expand(batch, heads, tokens, width);
  }

  /**
   * Room for {@code [B, H, T, width]}. In memory a token's heads lie side by side, so that joining
   * them afterwards, {@code transpose(1, 2).reshape(B, T, H * width)}, copies nothing.
   */
  public Tensor emptyTokens(long width) {
    return Tensors.empty(dtype, device, batch, tokens, heads, width).transpose(1, 2);
  }
}
