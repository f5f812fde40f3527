package org.isoline.verify;

import java.util.List;
import java.util.Random;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * The ids a checkpoint is tried on: one sequence, and two of the same length to stand beside it.
 *
 * @param main T + 1 ids
 * @param other T + 1 ids
 * @param third T + 1 ids
 */
record TrustText(List<Integer> main, List<Integer> other, List<Integer> third) {

  /**
   * The start of a given text, and random neighbours.
   *
   * @param text ids to begin with; random ones are added where it is too short
   * @param tokens T
   * @throws VerifyException if an id is not in the vocabulary
   */
  static TrustText of(List<Integer> text, int tokens, int vocabulary, long seed) {
    for (int i = 0; i < text.size(); i++) {
      if (text.get(i) < 0 || text.get(i) >= vocabulary) {
        throw new VerifyException(
            "token %d of the text has the id %d, must be from 0 to %d, the vocabulary of the model"
                .formatted(i, text.get(i), vocabulary - 1));
      }
    }
    Random random = new Random(seed);
    List<Integer> given = text.subList(0, Math.min(text.size(), tokens + 1));
    return new TrustText(
        java.util.stream.Stream.concat(
                given.stream(), random.ints(0, vocabulary).boxed().limit(tokens + 1L))
            .limit(tokens + 1L)
            .toList(),
        random.ints(tokens + 1L, 0, vocabulary).boxed().toList(),
        random.ints(tokens + 1L, 0, vocabulary).boxed().toList());
  }

  int tokens() {
    return main.size() - 1;
  }

  /** The first ids, {@code [1, length]}. */
  Tensor ids(int length) {
    return row(main.subList(0, length));
  }

  /** All inputs, {@code [1, T]}. */
  Tensor ids() {
    return ids(tokens());
  }

  /** The token after each of the first ones, {@code [1, length]}. */
  Tensor targets(int length) {
    return row(main.subList(1, length + 1));
  }

  /** Inputs of another sequence, {@code [1, T]}. */
  Tensor others() {
    return row(other.subList(0, tokens()));
  }

  /** Inputs of a third sequence, {@code [1, T]}. */
  Tensor thirds() {
    return row(third.subList(0, tokens()));
  }

  private static Tensor row(List<Integer> ids) {
    return Tensors.of(ids.stream().mapToLong(Integer::longValue).toArray(), 1, ids.size());
  }
}
