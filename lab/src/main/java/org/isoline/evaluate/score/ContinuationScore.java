package org.isoline.evaluate.score;

import java.util.Arrays;

/**
 * What a model thinks of a continuation.
 *
 * @param logProbabilities of its tokens in nats, each given all before it
 * @param greedy for each token whether it is the likeliest one there
 * @param cut tokens of the context that were left out because they did not fit
 */
public record ContinuationScore(double[] logProbabilities, boolean[] greedy, int cut) {
  /** Log-probability of the whole continuation in nats. */
  public double sum() {
    return Arrays.stream(logProbabilities).sum();
  }

  /** Whether a model that always writes the likeliest token would write exactly this. */
  public boolean isGreedy() {
    for (boolean token : greedy) {
      if (!token) {
        return false;
      }
    }
    return true;
  }

  /** Share of tokens that are the likeliest where they stand, in [0, 1]. */
  public double greedyShare() {
    int count = 0;
    for (boolean token : greedy) {
      count += token ? 1 : 0;
    }
    return (double) count / greedy.length;
  }

  /** Tokens that were scored. */
  public int tokens() {
    return greedy.length;
  }
}
