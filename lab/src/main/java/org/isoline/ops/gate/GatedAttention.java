package org.isoline.ops.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.isoline.ops.Chunkwise;
import org.isoline.ops.Mixed;
import org.isoline.ops.MixerShape;
import org.isoline.ops.Segment;
import org.isoline.ops.fused.Fading;
import org.isoline.ops.fused.Fused;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Linear attention whose state fades by factors that depend on the data, one per key channel and
 * token.
 *
 * <p>All forms compute the same function of q, k, v, g and the initial state, and all are
 * differentiable in all five, through the output, the final state or both. The package
 * documentation has the equations.
 */
public final class GatedAttention {
  private GatedAttention() {}

  /**
   * The definition, token by token: the reference, and the right form for a single token.
   *
   * @param q queries {@code [B, H, T, K]}, FLOAT32 or FLOAT64
   * @param k keys {@code [B, H, T, K]}
   * @param v values {@code [B, H, T, V]}
   * @param g natural logarithm of the factors {@code [B, H, T, K]}, each at most 0; minus infinity
   *     forgets
   * @param initial state before the first token {@code [B, H, K, V]}, zeros if empty
   * @throws IllegalArgumentException if an operand does not fit; the message says which and why
   */
  public static Mixed recurrent(Tensor q, Tensor k, Tensor v, Tensor g, Optional<Tensor> initial) {
    MixerShape shape = MixerShape.of(q, k, v, initial);
    requireLogDecays(shape, g);
    List<Tensor> queries = q.unsqueeze(3).unbind(2);
    List<Tensor> keys = k.unsqueeze(4).unbind(2);
    List<Tensor> values = v.unsqueeze(3).unbind(2);
    List<Tensor> decays = g.exp().unsqueeze(4).unbind(2);
    List<Tensor> outputs = new ArrayList<>();
    Tensor state = initial.orElseGet(shape::zeroState);
    for (int t = 0; t < shape.tokens(); t++) {
      state = decays.get(t).mul(state).add(keys.get(t).mul(values.get(t)));
      outputs.add(queries.get(t).matmul(state));
    }
    return new Mixed(Tensors.cat(outputs, 2), state);
  }

  /**
   * The same by chunks of tokens: matrix products inside a chunk, one state between chunks. Any g
   * is safe: pairs of tokens inside blocks over which no channel decays by more than e^-60 are
   * factored, all others are summed without a positive exponent (package documentation). The
   * gradient is explicit and keeps nothing longer than the operands and the states between chunks.
   *
   * @param q queries {@code [B, H, T, K]}, FLOAT32 or FLOAT64
   * @param k keys {@code [B, H, T, K]}
   * @param v values {@code [B, H, T, V]}
   * @param g natural logarithm of the factors {@code [B, H, T, K]}, each at most 0; minus infinity
   *     forgets
   * @param initial state before the first token {@code [B, H, K, V]}, zeros if empty
   * @param chunk tokens of a chunk, at least 1, rounded up to a power of two of at least 16;
   *     changes speed and rounding only
   * @throws IllegalArgumentException if an operand does not fit; the message says which and why
   */
  public static Mixed chunkwise(
      Tensor q, Tensor k, Tensor v, Tensor g, Optional<Tensor> initial, int chunk) {
    MixerShape shape = MixerShape.of(q, k, v, initial);
    requireLogDecays(shape, g);
    MixerShape.requireChunk(chunk);
    List<Segment> segments =
        Segment.of(shape, wholeBlocks(Math.min(chunk, shape.tokens()))).stream()
            .map(segment -> segment.withLength(wholeBlocks(segment.length())))
            .toList();
    return Chunkwise.run(shape, List.of(q, k, v, g), initial, segments, new GateKernel());
  }

  /**
   * The same as one kernel for FLOAT32 on the CPU: the definition, with the state in registers. Any
   * g is safe. The gradient is explicit and keeps nothing but the operands.
   *
   * @param q queries {@code [B, H, T, K]}, FLOAT32
   * @param k keys {@code [B, H, T, K]}
   * @param v values {@code [B, H, T, V]}
   * @param g natural logarithm of the factors {@code [B, H, T, K]}, each at most 0; minus infinity
   *     forgets
   * @param initial state before the first token {@code [B, H, K, V]}, zeros if empty
   * @throws IllegalArgumentException if an operand does not fit or {@link Fused#supports} says no;
   *     the message says which and why
   */
  public static Mixed fused(Tensor q, Tensor k, Tensor v, Tensor g, Optional<Tensor> initial) {
    MixerShape shape = MixerShape.of(q, k, v, initial);
    requireLogDecays(shape, g);
    return Fused.run(shape, q, k, v, new Fading.ByToken(g), initial);
  }

  private static void requireLogDecays(MixerShape shape, Tensor g) {
    shape.requireKeys("g", g);
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      double largest = g.max().item();
      if (largest > 0) {
        throw new IllegalArgumentException(
            "g has an element " + largest + ", must be the logarithm of a decay: at most 0");
      }
    }
  }

  /** The next power of two that is a multiple of the smallest block. */
  private static long wholeBlocks(long tokens) {
    long blocks = Math.ceilDiv(tokens, RunningSums.SMALLEST);
    return RunningSums.SMALLEST * (Long.highestOneBit(2 * blocks - 1));
  }
}
