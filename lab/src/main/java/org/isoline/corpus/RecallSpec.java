package org.isoline.corpus;

/**
 * A setting of multi-query associative recall (MQAR; Arora et al., "Zoology", arXiv 2312.04927): a
 * sequence gives K pairs of key and value, then asks for the value of every key once.
 *
 * @param vocabulary V, number of ids: 0 fills, 1 to V/2 - 1 are keys, V/2 to V - 1 values
 * @param length n, tokens of a sequence, even
 * @param pairs K, keys of a sequence; 4K is at most n and K at most V/2 - 1
 * @param powerA a of the power law of distances, {@code p(g) ~ a (g + 1)^(a - 1)}: 1 is uniform,
 *     smaller asks sooner; the paper has 0.01. Above 0, at most 10
 * @param randomNonQueries whether places without pair or query hold random ids instead of 0
 */
public record RecallSpec(
    int vocabulary, int length, int pairs, double powerA, boolean randomNonQueries) {
  /** The a of the paper's experiments. */
  public static final double PAPER_POWER = 0.01;

  private static final double MOST_POWER = 10;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming the value, the legal range and the way out
   */
  public RecallSpec {
    if (vocabulary < 4) {
      throw new IllegalArgumentException(
          "vocabulary = "
              + vocabulary
              + ", must be at least 4: one filler, one key and two values");
    }
    if (length < 4 || length % 2 != 0) {
      throw new IllegalArgumentException(
          "length = "
              + length
              + ", must be even and at least 4: pairs and queries take two places");
    }
    if (pairs < 1 || 4L * pairs > length) {
      throw new IllegalArgumentException(
          "pairs = %d of length = %d, must be from 1 to %d: 4 pairs <= length, half of it for pairs and half for queries"
              .formatted(pairs, length, length / 4));
    }
    if (pairs > vocabulary / 2 - 1) {
      throw new IllegalArgumentException(
          "pairs = %d, must be at most vocabulary / 2 - 1 = %d, the number of keys; take fewer pairs or a vocabulary of at least %d"
              .formatted(pairs, vocabulary / 2 - 1, 2 * (pairs + 1)));
    }
    if (!(powerA > 0 && powerA <= MOST_POWER)) {
      throw new IllegalArgumentException(
          "power_a = " + powerA + ", must be above 0 and at most 10; the paper has 0.01");
    }
  }

  /** First id of a value, V/2; the keys end before it. */
  public int firstValue() {
    return vocabulary / 2;
  }

  /** Where queries may stand: {@code (n - 2K) / 2} slots, slot g at token {@code 2K + 2g}. */
  public int slots() {
    return (length - 2 * pairs) / 2;
  }
}
