package org.isoline.ops.decay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.isoline.ops.Chunkwise;
import org.isoline.ops.Mixed;
import org.isoline.ops.MixerShape;
import org.isoline.ops.Segment;
import org.isoline.ops.fused.Fading;
import org.isoline.ops.fused.Fused;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Linear attention whose state fades by one constant factor per head and token, or not at all.
 *
 * <p>All forms compute the same function of q, k, v and the initial state, and all are
 * differentiable in all four, through the output, the final state or both. The package
 * documentation has the equations.
 */
public final class DecayAttention {
  private DecayAttention() {}

  /**
   * The definition, token by token: the reference, and the right form for a single token.
   *
   * @param q queries {@code [B, H, T, K]}, FLOAT32 or FLOAT64
   * @param k keys {@code [B, H, T, K]}
   * @param v values {@code [B, H, T, V]}
   * @param logDecay natural logarithm of the factor, one finite number of at most 0 per head; 0 is
   *     no decay
   * @param initial state before the first token {@code [B, H, K, V]}, zeros if empty
   * @throws IllegalArgumentException if an operand does not fit; the message says which and why
   */
  public static Mixed recurrent(
      Tensor q, Tensor k, Tensor v, double[] logDecay, Optional<Tensor> initial) {
    MixerShape shape = MixerShape.of(q, k, v, initial);
    requireLogDecay(logDecay, shape.heads());
    Tensor lambda =
        Tensors.of(logDecay, shape.heads(), 1, 1).exp().to(shape.dtype()).to(shape.device());
    List<Tensor> queries = q.unsqueeze(3).unbind(2);
    List<Tensor> keys = k.unsqueeze(4).unbind(2);
    List<Tensor> values = v.unsqueeze(3).unbind(2);
    List<Tensor> outputs = new ArrayList<>();
    Tensor state = initial.orElseGet(shape::zeroState);
    for (int t = 0; t < shape.tokens(); t++) {
      state = state.mul(lambda).add(keys.get(t).mul(values.get(t)));
      outputs.add(queries.get(t).matmul(state));
    }
    return new Mixed(Tensors.cat(outputs, 2), state);
  }

  /**
   * The same by chunks of tokens: matrix products inside a chunk, one state between chunks. The
   * gradient is explicit and keeps nothing longer than the operands and the states between chunks.
   *
   * @param q queries {@code [B, H, T, K]}, FLOAT32 or FLOAT64
   * @param k keys {@code [B, H, T, K]}
   * @param v values {@code [B, H, T, V]}
   * @param logDecay natural logarithm of the factor, one finite number of at most 0 per head; 0 is
   *     no decay
   * @param initial state before the first token {@code [B, H, K, V]}, zeros if empty
   * @param chunk tokens of a chunk, at least 1; changes speed and rounding only
   * @throws IllegalArgumentException if an operand does not fit; the message says which and why
   */
  public static Mixed chunkwise(
      Tensor q, Tensor k, Tensor v, double[] logDecay, Optional<Tensor> initial, int chunk) {
    MixerShape shape = MixerShape.of(q, k, v, initial);
    requireLogDecay(logDecay, shape.heads());
    MixerShape.requireChunk(chunk);
    List<Segment> segments = Segment.of(shape, chunk);
    DecayKernel kernel = new DecayKernel(shape, logDecay, segments);
    return Chunkwise.run(shape, List.of(q, k, v), initial, segments, kernel);
  }

  /**
   * The same as one kernel for FLOAT32 on the CPU: the definition, with the state in registers. The
   * gradient is explicit and keeps nothing but the operands.
   *
   * @param q queries {@code [B, H, T, K]}, FLOAT32
   * @param k keys {@code [B, H, T, K]}
   * @param v values {@code [B, H, T, V]}
   * @param logDecay natural logarithm of the factor, one finite number of at most 0 per head; 0 is
   *     no decay
   * @param initial state before the first token {@code [B, H, K, V]}, zeros if empty
   * @throws IllegalArgumentException if an operand does not fit or {@link Fused#supports} says no;
   *     the message says which and why
   */
  public static Mixed fused(
      Tensor q, Tensor k, Tensor v, double[] logDecay, Optional<Tensor> initial) {
    MixerShape shape = MixerShape.of(q, k, v, initial);
    requireLogDecay(logDecay, shape.heads());
    List<Double> perHead = Arrays.stream(logDecay).boxed().toList();
    return Fused.run(shape, q, k, v, new Fading.ByHead(perHead), initial);
  }

  private static void requireLogDecay(double[] logDecay, long heads) {
    if (logDecay.length != heads) {
      throw new IllegalArgumentException(
          "logDecay has " + logDecay.length + " numbers, must have one per head: " + heads);
    }
    for (int h = 0; h < logDecay.length; h++) {
      if (!(logDecay[h] <= 0) || Double.isInfinite(logDecay[h])) {
        throw new IllegalArgumentException(
            "logDecay[" + h + "] = " + logDecay[h] + ", must be finite and at most 0");
      }
    }
  }
}
