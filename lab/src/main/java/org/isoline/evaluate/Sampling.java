package org.isoline.evaluate;

/**
 * How the next token is picked.
 *
 * @param temperature T, at least 0; 0 picks the likeliest token always
 * @param topK only the k likeliest tokens; 0 for all
 * @param topP only the smallest set of tokens whose share of what top-k left reaches p, in (0, 1]
 * @param seed of the draws
 */
public record Sampling(double temperature, int topK, double topP, long seed) {
  /** The likeliest token, the lowest id of equals. */
  public static final Sampling GREEDY = new Sampling(0, 0, 1, 0);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming the number, its value and what is legal
   */
  public Sampling {
    if (!(temperature >= 0 && Double.isFinite(temperature))) {
      throw new IllegalArgumentException(
          "temperature = "
              + temperature
              + ", must be finite and at least 0: 0 for the likeliest token, 1 for the model's own"
              + " distribution");
    }
    if (topK < 0) {
      throw new IllegalArgumentException(
          "top-k = " + topK + ", must be at least 1, or 0 for all tokens");
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException(
          "top-p = " + topP + ", must be above 0 and at most 1; 1 for all tokens");
    }
  }

  /** Draws from the model's own distribution. */
  public static Sampling seeded(long seed) {
    return new Sampling(1, 0, 1, seed);
  }

  /** Whether nothing is drawn. */
  public boolean isGreedy() {
    return temperature == 0;
  }
}
