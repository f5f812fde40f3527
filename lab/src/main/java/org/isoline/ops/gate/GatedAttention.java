package org.isoline.ops.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.isoline.ops.Mixed;
import org.isoline.ops.MixerShape;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Linear attention whose state fades by factors that depend on the data, one per key channel and
 * token.
 */
public final class GatedAttention {
  private GatedAttention() {}

  /**
   * The definition, token by token: the reference, and the right form for a single token.
   *
   * @param q queries {@code [B, H, T, K]}, FLOAT32 or FLOAT64
   * @param k keys {@code [B, H, T, K]}
   * @param v values {@code [B, H, T, V]}
   * @param g natural logarithm of the factors {@code [B, H, T, K]}, each finite and at most 0
   * @param initial state before the first token {@code [B, H, K, V]}, zeros if empty
   * @throws IllegalArgumentException if an operand does not fit; the message says which and why
   */
  public static Mixed recurrent(Tensor q, Tensor k, Tensor v, Tensor g, Optional<Tensor> initial) {
    MixerShape shape = MixerShape.of(q, k, v, initial);
    shape.requireKeys("g", g);
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
   * The same by chunks of tokens.
   *
   * @param q queries {@code [B, H, T, K]}, FLOAT32 or FLOAT64
   * @param k keys {@code [B, H, T, K]}
   * @param v values {@code [B, H, T, V]}
   * @param g natural logarithm of the factors {@code [B, H, T, K]}, each finite and at most 0
   * @param initial state before the first token {@code [B, H, K, V]}, zeros if empty
   * @param chunk tokens of a chunk, at least 1; changes speed and rounding only
   * @throws IllegalArgumentException if an operand does not fit; the message says which and why
   */
  public static Mixed chunkwise(
      Tensor q, Tensor k, Tensor v, Tensor g, Optional<Tensor> initial, int chunk) {
    MixerShape.requireChunk(chunk);
    return recurrent(q, k, v, g, initial);
  }
}
