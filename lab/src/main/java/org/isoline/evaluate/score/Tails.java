package org.isoline.evaluate.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.isoline.model.Cost;
import org.isoline.model.Decoder;
import org.isoline.model.State;
import org.isoline.ops.loss.TokenScores;
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
  record Tail(int row, Pending pending, double first, boolean firstGreedy) {
    /** Tokens that must be read to predict all others: all but the last. */
    int inputs() {
      return pending.continuationTokens() - 1;
    }
  }

  /** Sequences side by side: bounded by tokens of a pass and by the bytes of their states. */
  int rows(int tokens, int contextTokens) {
    double byState = MOST_STATE_BYTES / cost.stateBytes(contextTokens);
    return (int) Math.max(1, Math.min(tokensAtOnce / tokens, byState));
  }

  /**
   * Scores what follows each context immediately.
   *
   * @param groups requests of one context each
   * @param last activations {@code [B, d]} behind the contexts
   */
  List<Tail> firsts(List<List<Pending>> groups, Tensor last) {
    List<Pending> all = new ArrayList<>();
    int[] rows = groups.stream().mapToInt(List::size).toArray();
    groups.forEach(all::addAll);
    int[] positions = new int[all.size()];
    for (int row = 0, at = 0; row < rows.length; row++) {
      Arrays.fill(positions, at, at + rows[row], row);
      at += rows[row];
    }
    long[] firsts = all.stream().mapToLong(one -> one.request().continuation()[0]).toArray();
    TokenScores scored = decoder.scores(last, positions, firsts);
    List<Tail> tails = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      tails.add(
          new Tail(positions[i], all.get(i), scored.logProbabilities()[i], scored.greedy()[i]));
    }
    return tails;
  }

  /**
   * Scores the rest.
   *
   * @param contextTokens that the state has read
   * @param contexts left as it is
   */
  void score(List<Tail> tails, int contextTokens, State contexts, Scores scores) {
    List<Tail> longestFirst = new ArrayList<>(tails);
    longestFirst.sort(Comparator.comparingInt(Tail::inputs).reversed());
    int start = 0;
    while (start < longestFirst.size()) {
      int longest = longestFirst.get(start).inputs();
      int end = longestFirst.size();
      if (longest > 0) {
        end = Math.min(end, start + rows(longest, contextTokens));
      }
      readTogether(longestFirst.subList(start, end), longest, contexts, scores);
      start = end;
    }
  }

  private void readTogether(List<Tail> batch, int length, State contexts, Scores scores) {
    if (length == 0) {
      batch.forEach(tail -> put(tail, new double[0], new boolean[0], scores));
      return;
    }
    int[] rows = batch.stream().mapToInt(Tail::row).toArray();
    long[] ids = new long[batch.size() * length];
    Positions positions = new Positions();
    for (int row = 0; row < batch.size(); row++) {
      long[] continuation = batch.get(row).pending().request().targets();
      System.arraycopy(continuation, 0, ids, row * length, continuation.length - 1);
      positions.add(row * length, Arrays.copyOfRange(continuation, 1, continuation.length));
    }
    TokenScores scored;
    try (State state = contexts.rows(rows);
        Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      Tensor inputs =
          Tensors.of(ids, batch.size(), length)
              .to(decoder.parameters().flats().getFirst().values().device());
      scored = positions.score(decoder, decoder.hidden(inputs, state));
    }
    int from = 0;
    for (Tail tail : batch) {
      int to = from + tail.inputs();
      put(
          tail,
          Arrays.copyOfRange(scored.logProbabilities(), from, to),
          Arrays.copyOfRange(scored.greedy(), from, to),
          scores);
      from = to;
    }
  }

  private static void put(Tail tail, double[] others, boolean[] othersGreedy, Scores scores) {
    double[] logProbabilities = new double[others.length + 1];
    boolean[] greedy = new boolean[others.length + 1];
    logProbabilities[0] = tail.first();
    greedy[0] = tail.firstGreedy();
    System.arraycopy(others, 0, logProbabilities, 1, others.length);
    System.arraycopy(othersGreedy, 0, greedy, 1, others.length);
    scores.put(tail.pending(), logProbabilities, greedy);
  }
}
