package org.isoline.verify;

/** Differences of numbers, in which what is no number is never lost. */
final class Differences {
  private Differences() {}

  /** Largest absolute difference; not a number if any is not. */
  static double largest(double[] actual, double[] expected) {
    if (actual.length != expected.length) {
      return Double.NaN;
    }
    double worst = 0;
    for (int i = 0; i < actual.length; i++) {
      worst = worse(worst, Math.abs(actual[i] - expected[i]));
    }
    return worst;
  }

  /** The larger of two; not a number if either is not. {@link Math#max} does just that. */
  static double worse(double one, double other) {
    return Math.max(one, other);
  }

  /** Root of the sum of squares. */
  static double norm(double[] numbers) {
    double squares = 0;
    for (double number : numbers) {
      squares += number * number;
    }
    return Math.sqrt(squares);
  }
}
