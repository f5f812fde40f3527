package org.isoline.law;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * y = E + k x^a with E in [0, min y), by least squares on ln y.
 *
 * <p>For each E of a grid the rest is a straight line, ln (y - E) = ln k + a ln x; the best of them
 * starts a quasi-Newton search in (ln k, a, ln E) on the residuals of ln y itself. Without E the
 * exponent depends on the range fitted; with it, a short range leaves E nearly free, so look at
 * both. The objective in the report is half the sum of squared residuals of ln y.
 */
public final class FlooredPowerLawFit {
  private static final String METHOD = "power-law-with-floor";
  private static final int NEED = 3;
  private static final int GRID = 64;
  private static final double SCALE = 1e4;
  private static final double TOLERANCE = 1e-9;
  private static final int MAX_ITERATIONS = 2000;

  /** A floor this far below the smallest y is none. */
  private static final double NO_FLOOR = 1e-4;

  private final Pairs pairs;
  private final double[] x;
  private final double meanX;
  private final double smallest;

  private FlooredPowerLawFit(Pairs pairs) {
    this.pairs = pairs;
    meanX = Line.mean(pairs.x());
    x = Arrays.stream(pairs.x()).map(value -> value - meanX).toArray();
    smallest = Math.exp(Arrays.stream(pairs.y()).min().orElseThrow());
  }

  /**
   * Fits y against x. Pairs that are not positive numbers are dropped.
   *
   * @throws LawException if the arrays differ in length
   */
  public static Outcome<FlooredPowerLaw> fit(double[] x, double[] y) {
    Pairs pairs = Pairs.logarithms(x, y);
    if (pairs.distinctX() < NEED) {
      return new Outcome.TooFewPoints<>(
          pairs.distinctX(),
          NEED,
          "distinct x",
          pairs.report(METHOD, Double.NaN, Map.of(), List.of()));
    }
    return new FlooredPowerLawFit(pairs).solve();
  }

  private Outcome<FlooredPowerLaw> solve() {
    double[] withoutFloor = line(0);
    double[] best = withoutFloor;
    for (int i = 1; i < GRID; i++) {
      double[] candidate = line(smallest * i / GRID);
      best = value(candidate) < value(best) ? candidate : best;
    }
    double[] start = best == withoutFloor ? line(smallest * NO_FLOOR) : best;
    Lbfgs.Minimum minimum =
        Lbfgs.minimize(this::evaluate, start, MAX_ITERATIONS, TOLERANCE * SCALE);
    double value = minimum.value() / SCALE;
    double norm = minimum.gradientNorm() / SCALE;
    FitReport report = pairs.report(METHOD, value, Map.of("gradient_norm", norm), List.of());
    FlooredPowerLaw law = law(minimum.x());
    if (law.floor() < NO_FLOOR * smallest) {
      return new Outcome.AtBoundary<>(law, "the floor E is 0", report);
    }
    return minimum.converged()
        ? new Outcome.Converged<>(law, report)
        : new Outcome.NotConverged<>(law, norm, minimum.iterations() + " iterations", report);
  }

  /** ln k (at the mean of ln x), a, ln E of the line through ln (y - floor). */
  private double[] line(double floor) {
    double[] above = Arrays.stream(pairs.y()).map(y -> Math.log(Math.exp(y) - floor)).toArray();
    Line line = Line.fit(x, above);
    return new double[] {line.intercept(), line.slope(), floor == 0 ? -1e3 : Math.log(floor)};
  }

  private FlooredPowerLaw law(double[] q) {
    return new FlooredPowerLaw(Math.exp(q[2]), new PowerLaw(Math.exp(q[0] - q[1] * meanX), q[1]));
  }

  private double value(double[] q) {
    return evaluate(q, new double[q.length]);
  }

  private double evaluate(double[] q, double[] gradient) {
    Arrays.fill(gradient, 0);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double power = q[0] + q[1] * x[i];
      double high = Math.max(power, q[2]);
      double predicted = high + Math.log(Math.exp(power - high) + Math.exp(q[2] - high));
      double residual = predicted - pairs.y()[i];
      double share = Math.exp(power - predicted);
      sum += 0.5 * residual * residual;
      gradient[0] += SCALE * residual * share;
      gradient[1] += SCALE * residual * share * x[i];
      gradient[2] += SCALE * residual * (1 - share);
    }
    return SCALE * sum;
  }
}
