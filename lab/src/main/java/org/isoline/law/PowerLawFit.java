package org.isoline.law;

import java.util.List;
import java.util.Map;

/**
 * A power law by ordinary least squares on logarithms: ln y = ln coefficient + exponent ln x.
 *
 * <p>The objective in the report is the sum of squared residuals of ln y.
 */
public final class PowerLawFit {
  private static final String METHOD = "power-law";
  private static final int NEED = 2;

  private PowerLawFit() {}

  /**
   * Fits y against x. Pairs that are not positive numbers are dropped.
   *
   * @throws LawException if the arrays differ in length
   */
  public static Outcome<PowerLaw> fit(double[] x, double[] y) {
    Pairs pairs = Pairs.logarithms(x, y);
    if (pairs.size() < NEED) {
      return new Outcome.TooFewPoints<>(
          pairs.size(), NEED, "points", pairs.report(METHOD, Double.NaN, Map.of(), List.of()));
    }
    Line line = Line.fit(pairs.x(), pairs.y());
    FitReport report = pairs.report(METHOD, line.residualSumOfSquares(), Map.of(), List.of());
    if (Double.isNaN(line.slope())) {
      return new Outcome.Undetermined<>("all x are equal", report);
    }
    return new Outcome.Converged<>(new PowerLaw(Math.exp(line.intercept()), line.slope()), report);
  }
}
