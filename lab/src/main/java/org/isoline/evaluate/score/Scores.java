package org.isoline.evaluate.score;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.isoline.ops.loss.TokenScores;

/** Collects scores in the order of their requests. */
final class Scores {
  private final ContinuationScore[] scores;
  private final IntConsumer progress;

  Scores(int requests, IntConsumer progress) {
    this.scores = new ContinuationScore[requests];
    this.progress = progress;
  }

  /** Takes the scores of a whole continuation, which stand from {@code from} on. */
  void put(Pending pending, TokenScores tokens, int from) {
    int to = from + pending.continuationTokens();
    put(
        pending,
        Arrays.copyOfRange(tokens.logProbabilities(), from, to),
        Arrays.copyOfRange(tokens.greedy(), from, to));
  }

  /** Takes the scores of a whole continuation. */
  void put(Pending pending, double[] logProbabilities, boolean[] greedy) {
    scores[pending.index()] = new ContinuationScore(logProbabilities, greedy, pending.cut());
    progress.accept(1);
  }

  List<ContinuationScore> all() {
    return List.of(scores);
  }
}
