package org.isoline.evaluate.text;

/**
 * How much of two texts is the same.
 *
 * @param precision share of the prediction that is in the reference, 0 to 1
 * @param recall share of the reference that is in the prediction, 0 to 1
 */
public record Overlap(double precision, double recall) {
  /** Nothing is the same. */
  static final Overlap NONE = new Overlap(0, 0);

  /**
   * From counts; an empty side has a share of 0, as in rouge_score ({@code _score_ngrams} divides
   * by at least 1).
   */
  static Overlap of(long common, long predicted, long expected) {
    return new Overlap(
        common / (double) Math.max(predicted, 1), common / (double) Math.max(expected, 1));
  }

  /** F1: {@code 2 p r / (p + r)}, and 0 where both are 0. */
  public double f() {
    double sum = precision + recall;
    return sum > 0 ? 2 * precision * recall / sum : 0;
  }
}
