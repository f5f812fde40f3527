package org.isoline.evaluate.score;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.isoline.model.Decoder;
import org.isoline.model.State;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Scores many continuations of one context, which is read once.
 *
 * <p>Contexts of exactly the same length are read side by side into one state. The scores of a
 * continuation's first token come from the context alone; for the others the rows of the state are
 * copied, one for each continuation.
 */
final class SharedContexts {
  /** Tokens that go through the decoder at once; activations of more never exist. */
  static final int PIECE = 512;

  private final Decoder decoder;
  private final int tokensAtOnce;
  private final Tails continuations;

  SharedContexts(Decoder decoder, int tokensAtOnce) {
    this.decoder = decoder;
    this.tokensAtOnce = tokensAtOnce;
    this.continuations = new Tails(decoder, tokensAtOnce);
  }

  /**
   * Scores groups.
   *
   * @param groups requests of one context each
   */
  void score(List<List<Pending>> groups, Scores scores) {
    List<List<Pending>> byLength = new ArrayList<>(groups);
    byLength.sort(Comparator.comparingInt(group -> group.getFirst().contextTokens()));
    try (HeadQueue head = new HeadQueue(decoder, scores)) {
      score(byLength, head);
      head.flush();
    }
  }

  private void score(List<List<Pending>> byLength, HeadQueue head) {
    int start = 0;
    while (start < byLength.size()) {
      int length = byLength.get(start).getFirst().contextTokens();
      int most = continuations.rows(length, length);
      int end = start + 1;
      while (end < byLength.size()
          && end - start < most
          && byLength.get(end).getFirst().contextTokens() == length) {
        end++;
      }
      scoreTogether(byLength.subList(start, end), length, head);
      start = end;
    }
  }

  private void scoreTogether(List<List<Pending>> groups, int length, HeadQueue head) {
    try (State state = State.of(decoder, groups.size())) {
      continuations.score(readContexts(groups, length, state, head), length, state, head);
    }
  }

  /** Reads the contexts, and asks what follows each of them immediately. */
  private List<Tails.Tail> readContexts(
      List<List<Pending>> groups, int length, State state, HeadQueue head) {
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      return continuations.firsts(groups, lastActivations(groups, length, state), head);
    }
  }

  /** Activations {@code [B, d]} behind the contexts, which are read in pieces. */
  private Tensor lastActivations(List<List<Pending>> groups, int length, State state) {
    int piece = Math.max(1, Math.max(PIECE, tokensAtOnce / groups.size()));
    for (int from = 0; ; from += piece) {
      int to = Math.min(length, from + piece);
      long[] ids = new long[groups.size() * (to - from)];
      for (int row = 0; row < groups.size(); row++) {
        int[] context = groups.get(row).getFirst().request().context();
        for (int i = from; i < to; i++) {
          ids[row * (to - from) + i - from] = context[i];
        }
      }
      if (to == length) {
        Tensor x = decoder.hidden(tensor(ids, groups.size(), to - from), state);
        return x.select(1, x.size(1) - 1);
      }
      try (Scope part = new Scope()) {
        decoder.hidden(tensor(ids, groups.size(), to - from), state);
      }
    }
  }

  private Tensor tensor(long[] ids, int rows, int columns) {
    return Tensors.of(ids, rows, columns)
        .to(decoder.parameters().flats().getFirst().values().device());
  }
}
