package org.isoline.evaluate.score;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.isoline.model.Cost;
import org.isoline.model.Decoder;
import org.isoline.model.State;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Scores continuations of contexts that states have read.
 *
 * <p>The scores of a continuation's first token come from the context alone; for the others the
 * rows of the state are copied, one for each continuation.
 */
final class Tails {
  /** Bytes that copies of states may take. */
  private static final double MOST_STATE_BYTES = 256e6;

  private final Decoder decoder;
  private final int tokensAtOnce;
  private final Cost cost;

  Tails(Decoder decoder, int tokensAtOnce) {
    this.decoder = decoder;
    this.tokensAtOnce = tokensAtOnce;
    this.cost = Cost.of(decoder.config());
  }

  /** A continuation and the row of the state that has read its context. */
  record Tail(int row, HeadQueue.Partial partial) {
    /** Tokens that must be read to predict all others: all but the last. */
    int inputs() {
      return partial.pending().continuationTokens() - 1;
    }
  }

  /** Sequences side by side: bounded by tokens of a pass and by the bytes of their states. */
  int rows(int tokens, int contextTokens) {
    double byState = MOST_STATE_BYTES / cost.stateBytes(contextTokens);
    return (int) Math.max(1, Math.min(tokensAtOnce / tokens, byState));
  }

  /**
   * Asks what follows each context immediately.
   *
   * @param groups requests of one context each
   * @param last activations {@code [B, d]} behind the contexts
   * @param head scores them, now or later
   */
  List<Tail> firsts(List<List<Pending>> groups, Tensor last, HeadQueue head) {
    List<Tail> tails = new ArrayList<>();
    List<HeadQueue.Question> questions = new ArrayList<>();
    for (int row = 0; row < groups.size(); row++) {
      for (Pending pending : groups.get(row)) {
        Tail tail = new Tail(row, new HeadQueue.Partial(pending));
        tails.add(tail);
        long first = pending.request().continuation()[0];
        questions.add(new HeadQueue.Question(row, first, tail.partial(), 0));
      }
    }
    head.add(last, questions);
    return tails;
  }

  /**
   * Asks the rest.
   *
   * @param contextTokens that the state has read
   * @param contexts left as it is
   */
  void score(List<Tail> tails, int contextTokens, State contexts, HeadQueue head) {
    List<Tail> longestFirst = new ArrayList<>(tails);
    longestFirst.sort(Comparator.comparingInt(Tail::inputs).reversed());
    int start = 0;
    while (start < longestFirst.size()) {
      int longest = longestFirst.get(start).inputs();
      if (longest == 0) {
        return;
      }
      int end = Math.min(longestFirst.size(), start + rows(longest, contextTokens));
      readTogether(longestFirst.subList(start, end), longest, contexts, head);
      start = end;
    }
  }

  private void readTogether(List<Tail> batch, int length, State contexts, HeadQueue head) {
    int[] rows = batch.stream().mapToInt(Tail::row).toArray();
    long[] ids = new long[batch.size() * length];
    List<Long> places = new ArrayList<>();
    List<HeadQueue.Question> questions = new ArrayList<>();
    for (int row = 0; row < batch.size(); row++) {
      HeadQueue.Partial partial = batch.get(row).partial();
      long[] continuation = partial.pending().request().targets();
      System.arraycopy(continuation, 0, ids, row * length, continuation.length - 1);
      for (int i = 1; i < continuation.length; i++) {
        questions.add(new HeadQueue.Question(places.size(), continuation[i], partial, i));
        places.add((long) row * length + i - 1);
      }
    }
    if (places.isEmpty()) {
      return;
    }
    try (State state = contexts.rows(rows);
        Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      Tensor inputs =
          Tensors.of(ids, batch.size(), length)
              .to(decoder.parameters().flats().getFirst().values().device());
      Tensor x = decoder.hidden(inputs, state);
      long[] chosen = places.stream().mapToLong(Long::longValue).toArray();
      Tensor index = Tensors.of(chosen, chosen.length).to(x.device());
      head.add(x.reshape(-1, x.size(-1)).indexSelect(0, index), questions);
    }
  }
}
