package org.isoline.verify;

import java.util.function.DoubleUnaryOperator;

/**
 * A derivative by central differences, extrapolated to step 0 (Ridders, Advances in Engineering
 * Software 4, 1982).
 *
 * <p>Differences over steps h, h/2, h/4, … have errors in even powers of h; each column of the
 * tableau removes one power. The entry that agrees best with its neighbours is taken, and their
 * distance is its error. Nothing here knows what the derivative should be.
 *
 * @param value of the derivative
 * @param error estimated
 */
record Slope(double value, double error) {
  private static final int LEVELS = 10;

  /**
   * The derivative at 0.
   *
   * @param function of the distance from the point
   * @param step the first, largest h; more than 0
   * @param enough an estimated error that ends the search
   */
  static Slope of(DoubleUnaryOperator function, double step, double enough) {
    double[] former = new double[LEVELS];
    Slope best = new Slope(Double.NaN, Double.POSITIVE_INFINITY);
    for (int level = 0; level < LEVELS; level++) {
      double h = step / (1 << level);
      double[] row = new double[LEVELS];
      row[0] = (function.applyAsDouble(h) - function.applyAsDouble(-h)) / (2 * h);
      double power = 1;
      for (int order = 1; order <= level; order++) {
        power *= 4;
        row[order] = (power * row[order - 1] - former[order - 1]) / (power - 1);
        double error =
            Math.max(
                Math.abs(row[order] - row[order - 1]), Math.abs(row[order] - former[order - 1]));
        if (error < best.error) {
          best = new Slope(row[order], error);
        }
      }
      if (best.error <= enough) {
        return best;
      }
      former = row;
    }
    return best;
  }
}
