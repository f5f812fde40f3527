package org.isoline.evaluate.score;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.isoline.model.Decoder;
import org.isoline.ops.loss.TokenScores;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/** Where in a batch of activations tokens are predicted from; the head sees nothing else. */
final class Positions {
  private final LongStream.Builder places = LongStream.builder();
  private final LongStream.Builder tokens = LongStream.builder();

  /** Tokens that are predicted one after the other from {@code first} on. */
  void add(int first, long... targets) {
    for (int i = 0; i < targets.length; i++) {
      places.add(first + i);
      tokens.add(targets[i]);
    }
  }

  /**
   * Scores all tokens in the order in which they were added.
   *
   * @param x {@code [B, T, d]}; places count rows of {@code [B T, d]}
   */
  TokenScores score(Decoder decoder, Tensor x) {
    long[] rows = places.build().toArray();
    Tensor index = Tensors.of(rows, rows.length).to(x.device());
    Tensor chosen = x.reshape(-1, x.size(-1)).indexSelect(0, index);
    return decoder.scores(
        chosen, IntStream.range(0, rows.length).toArray(), tokens.build().toArray());
  }
}
