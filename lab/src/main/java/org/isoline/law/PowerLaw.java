package org.isoline.law;

/**
 * y = coefficient * x^exponent.
 *
 * @param coefficient y at x = 1, in the unit of y
 * @param exponent negative for a loss that falls with x
 */
public record PowerLaw(double coefficient, double exponent) {
  /** y at {@code x}, in the unit x had when the law was fitted. */
  public double evaluate(double x) {
    return coefficient * Math.pow(x, exponent);
  }
}
