package org.isoline.evaluate.score;

import org.isoline.model.Decoder;
import org.isoline.model.State;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/** One sequence read in pieces, so that activations of all of it never exist. */
final class Pieces {
  private final Decoder decoder;

  Pieces(Decoder decoder) {
    this.decoder = decoder;
  }

  /**
   * Reads tokens into a state; call it with a scope open and the tape off.
   *
   * @param from first of them
   * @param to behind the last, above {@code from}
   * @return final activations {@code [1, T, d]} of the last piece
   */
  Tensor read(int[] sequence, int from, int to, State state) {
    int last = readAllButLast(sequence, from, to, state);
    return decoder.hidden(ids(sequence, last, to), state);
  }

  /** {@link #read} that gives scores of the next token, {@code [1, V]}. */
  Tensor nextLogits(int[] sequence, int from, int to, State state) {
    int last = readAllButLast(sequence, from, to, state);
    return decoder.nextLogits(ids(sequence, last, to), state);
  }

  private int readAllButLast(int[] sequence, int from, int to, State state) {
    int start = from;
    while (to - start > SharedContexts.PIECE) {
      try (Scope part = new Scope()) {
        decoder.hidden(ids(sequence, start, start + SharedContexts.PIECE), state);
      }
      start += SharedContexts.PIECE;
    }
    return start;
  }

  private Tensor ids(int[] sequence, int from, int to) {
    long[] ids = new long[to - from];
    for (int i = from; i < to; i++) {
      ids[i - from] = sequence[i];
    }
    return Tensors.of(ids, 1, ids.length)
        .to(decoder.parameters().flats().getFirst().values().device());
  }
}
