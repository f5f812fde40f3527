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
 * Scores many continuations of one context, which is read once.
 *
 * <p>Contexts of exactly the same length are read side by side into one state. The scores of a
 * continuation's first token come from the context alone; for the others the rows of the state are
 * copied, one for each continuation.
 */
final class SharedContexts {
  /** Tokens that go through the decoder at once; activations of more never exist. */
  private static final int PIECE = 512;

  /** Bytes that copies of states may take. */
  private static final double MOST_STATE_BYTES = 256e6;

  private final Decoder decoder;
  private final int tokensAtOnce;
  private final Cost cost;

  SharedContexts(Decoder decoder, int tokensAtOnce) {
    this.decoder = decoder;
    this.tokensAtOnce = tokensAtOnce;
    this.cost = Cost.of(decoder.config());
  }

  /** A continuation and the row of the state that has read its context. */
  private record Tail(int row, Pending pending, double first, boolean firstGreedy) {
    /** Tokens that must be read to predict all others: all but the last. */
    int inputs() {
      return pending.continuationTokens() - 1;
    }
  }

  /**
   * Scores groups.
   *
   * @param groups requests of one context each
   */
  void score(List<List<Pending>> groups, Scores scores) {
    List<List<Pending>> byLength = new ArrayList<>(groups);
    byLength.sort(Comparator.comparingInt(group -> group.getFirst().contextTokens()));
    int start = 0;
    while (start < byLength.size()) {
      int length = byLength.get(start).getFirst().contextTokens();
      int most = rows(length, length);
      int end = start + 1;
      while (end < byLength.size()
          && end - start < most
          && byLength.get(end).getFirst().contextTokens() == length) {
        end++;
      }
      scoreTogether(byLength.subList(start, end), length, scores);
      start = end;
    }
  }

  /** Sequences side by side: bounded by tokens of a pass and by the bytes of their states. */
  private int rows(int tokens, int contextTokens) {
    double byState = MOST_STATE_BYTES / cost.stateBytes(contextTokens);
    return (int) Math.max(1, Math.min(tokensAtOnce / tokens, byState));
  }

  private void scoreTogether(List<List<Pending>> groups, int length, Scores scores) {
    try (State state = State.of(decoder, groups.size())) {
      List<Tail> tails = readContexts(groups, length, state);
      List<Tail> longestFirst = new ArrayList<>(tails);
      longestFirst.sort(Comparator.comparingInt(Tail::inputs).reversed());
      int start = 0;
      while (start < longestFirst.size()) {
        int longest = longestFirst.get(start).inputs();
        int end = longestFirst.size();
        if (longest > 0) {
          end = Math.min(end, start + rows(longest, length));
        }
        List<Tail> batch = longestFirst.subList(start, end);
        readContinuations(batch, longest, state, scores);
        start = end;
      }
    }
  }

  /** Reads the contexts, and scores what follows each of them immediately. */
  private List<Tail> readContexts(List<List<Pending>> groups, int length, State state) {
    List<Pending> all = new ArrayList<>();
    int[] rows = groups.stream().mapToInt(List::size).toArray();
    groups.forEach(all::addAll);
    int[] positions = new int[all.size()];
    for (int row = 0, at = 0; row < rows.length; row++) {
      Arrays.fill(positions, at, at + rows[row], row);
      at += rows[row];
    }
    long[] firsts = all.stream().mapToLong(one -> one.request().continuation()[0]).toArray();
    TokenScores scored;
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      scored = decoder.scores(lastActivations(groups, length, state), positions, firsts);
    }
    List<Tail> tails = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      tails.add(
          new Tail(positions[i], all.get(i), scored.logProbabilities()[i], scored.greedy()[i]));
    }
    return tails;
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

  private void readContinuations(List<Tail> batch, int length, State contexts, Scores scores) {
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
      scored = positions.score(decoder, decoder.hidden(tensor(ids, batch.size(), length), state));
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

  private Tensor tensor(long[] ids, int rows, int columns) {
    return Tensors.of(ids, rows, columns)
        .to(decoder.parameters().flats().getFirst().values().device());
  }
}
