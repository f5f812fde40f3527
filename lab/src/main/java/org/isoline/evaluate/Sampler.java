package org.isoline.evaluate;

import java.util.Arrays;
import org.isoline.corpus.SplitMix64;

/**
 * Picks tokens from scores, one draw a token; the same seed and scores give the same tokens on
 * every platform. Of equal scores the lower id counts as the likelier one.
 */
public final class Sampler {
  private final Sampling sampling;
  private final SplitMix64 random;

  /** A sampler before its first draw. */
  public Sampler(Sampling sampling) {
    this.sampling = sampling;
    this.random = new SplitMix64(sampling.seed());
  }

  /**
   * Picks an id.
   *
   * @param logits scores of ids from 0 on; negative infinity forbids an id
   * @throws EvaluationException if a score is not a number or infinite, or all are forbidden
   */
  public int pick(double[] logits) {
    int likeliest = likeliest(logits);
    return sampling.isGreedy() ? likeliest : draw(weights(logits, logits[likeliest]));
  }

  /**
   * Natural logarithm of the probability of an id: {@code z_id - ln sum_j exp(z_j)}, in float64.
   *
   * @param logits as for {@link #pick}
   */
  public static double logProbability(double[] logits, int id) {
    double largest = logits[likeliest(logits)];
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit - largest);
    }
    return logits[id] - largest - Math.log(sum);
  }

  private static int likeliest(double[] logits) {
    int best = -1;
    for (int id = 0; id < logits.length; id++) {
      if (Double.isNaN(logits[id]) || logits[id] == Double.POSITIVE_INFINITY) {
        throw new EvaluationException(
            "the score of token %d is %s: the weights are not finite, or the numbers overflow in this type; try a wider one or an earlier checkpoint"
                .formatted(id, logits[id]));
      }
      if (logits[id] > (best < 0 ? Double.NEGATIVE_INFINITY : logits[best])) {
        best = id;
      }
    }
    if (best < 0) {
      throw new EvaluationException(
          "none of %d tokens has a score above negative infinity".formatted(logits.length));
    }
    return best;
  }

  /** Probabilities up to a common factor; 0 for what is cut off. */
  private double[] weights(double[] logits, double largest) {
    double[] weights = new double[logits.length];
    for (int id = 0; id < weights.length; id++) {
      weights[id] = Math.exp((logits[id] - largest) / sampling.temperature());
    }
    boolean all = sampling.topK() == 0 && sampling.topP() == 1;
    if (!all) {
      double[] descending = descending(weights);
      keep(weights, nucleus(descending), descending);
    }
    return weights;
  }

  private static double[] descending(double[] weights) {
    double[] sorted = weights.clone();
    Arrays.sort(sorted);
    for (int low = 0, high = sorted.length - 1; low < high; low++, high--) {
      double swapped = sorted[low];
      sorted[low] = sorted[high];
      sorted[high] = swapped;
    }
    return sorted;
  }

  /** How many of the likeliest tokens remain. */
  private int nucleus(double[] descending) {
    int kept =
        sampling.topK() == 0 ? descending.length : Math.min(sampling.topK(), descending.length);
    if (sampling.topP() == 1) {
      return kept;
    }
    double wanted = sampling.topP() * Arrays.stream(descending, 0, kept).sum();
    double share = 0;
    for (int rank = 0; rank < kept; rank++) {
      share += descending[rank];
      if (share >= wanted) {
        return rank + 1;
      }
    }
    return kept;
  }

  /** Sets all but the {@code kept} largest weights to 0. */
  private static void keep(double[] weights, int kept, double[] descending) {
    double least = descending[kept - 1];
    int ties = kept;
    for (int rank = 0; rank < kept && descending[rank] > least; rank++) {
      ties--;
    }
    for (int id = 0; id < weights.length; id++) {
      boolean tied = weights[id] == least && ties-- > 0;
      if (weights[id] <= least && !tied) {
        weights[id] = 0;
      }
    }
  }

  private int draw(double[] weights) {
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    double point = random.nextDouble() * total;
    double sum = 0;
    int last = 0;
    for (int id = 0; id < weights.length; id++) {
      sum += weights[id];
      if (sum > point) {
        return id;
      }
      last = weights[id] > 0 ? id : last;
    }
    return last;
  }
}
