package org.isoline.law;

import java.util.Optional;

/**
 * A step length that satisfies the strong Wolfe conditions: the value falls enough, and the slope
 * has flattened enough (Nocedal and Wright, algorithms 3.5 and 3.6, with cubic interpolation).
 */
final class LineSearch {
  /** A point on the line: its distance, value, slope along the line, position and gradient. */
  record Step(double length, double value, double slope, double[] x, double[] gradient) {}

  private static final double SUFFICIENT_DECREASE = 1e-4;
  private static final double CURVATURE = 0.9;
  private static final int MAX_TRIALS = 40;
  private static final double LONGEST = 1e10;

  /**
   * Near the optimum the decrease drowns in rounding; this much of the value is not taken for an
   * increase.
   */
  private static final double ROUNDING = 4e-15;

  private final Objective objective;
  private final Step origin;
  private final double[] direction;
  private int trials;

  private LineSearch(Objective objective, Step origin, double[] direction) {
    this.objective = objective;
    this.origin = origin;
    this.direction = direction;
  }

  /**
   * A step from {@code x} along {@code direction}, or nothing if the direction does not descend.
   */
  static Optional<Step> search(
      Objective objective,
      double[] x,
      double value,
      double[] gradient,
      double[] direction,
      double firstLength) {
    double slope = Vectors.dot(gradient, direction);
    if (!(slope < 0)) {
      return Optional.empty();
    }
    return new LineSearch(objective, new Step(0, value, slope, x, gradient), direction)
        .bracket(firstLength);
  }

  private Optional<Step> bracket(double firstLength) {
    Step previous = origin;
    double length = firstLength;
    while (trials < MAX_TRIALS && length < LONGEST) {
      Step trial = at(length);
      if (tooHigh(trial) || previous != origin && trial.value() >= previous.value() + rounding()) {
        return zoom(previous, trial);
      }
      if (flat(trial)) {
        return Optional.of(trial);
      }
      if (trial.slope() >= 0) {
        return zoom(trial, previous);
      }
      previous = trial;
      length *= 2;
    }
    return Optional.empty();
  }

  /**
   * {@code low} is the better end of an interval that contains an acceptable step; {@code high} the
   * other end.
   */
  private Optional<Step> zoom(Step first, Step second) {
    Step low = first;
    Step high = second;
    while (trials < MAX_TRIALS) {
      Step trial = at(between(low, high));
      if (tooHigh(trial) || trial.value() > low.value() + rounding()) {
        high = trial;
      } else {
        if (flat(trial)) {
          return Optional.of(trial);
        }
        if (trial.slope() * (high.length() - low.length()) >= 0) {
          high = low;
        }
        low = trial;
      }
    }
    return low != origin && low.value() < origin.value() ? Optional.of(low) : Optional.empty();
  }

  private Step at(double length) {
    trials++;
    double[] x = origin.x().clone();
    Vectors.add(x, length, direction);
    double[] gradient = new double[x.length];
    double value = objective.evaluate(x, gradient);
    return new Step(length, value, Vectors.dot(gradient, direction), x, gradient);
  }

  private boolean tooHigh(Step trial) {
    double limit =
        origin.value() + SUFFICIENT_DECREASE * trial.length() * origin.slope() + rounding();
    return !(trial.value() <= limit) || !Double.isFinite(trial.slope());
  }

  private boolean flat(Step trial) {
    return Math.abs(trial.slope()) <= CURVATURE * -origin.slope();
  }

  private double rounding() {
    return ROUNDING * Math.abs(origin.value());
  }

  /**
   * The minimum of the cubic through both ends, kept away from them; the middle where there is no
   * such cubic.
   */
  private static double between(Step low, Step high) {
    double width = high.length() - low.length();
    double d1 =
        low.slope()
            + high.slope()
            - 3 * (low.value() - high.value()) / (low.length() - high.length());
    double discriminant = d1 * d1 - low.slope() * high.slope();
    double d2 = Math.signum(width) * Math.sqrt(discriminant);
    double cubic =
        high.length() - width * (high.slope() + d2 - d1) / (high.slope() - low.slope() + 2 * d2);
    double share = (cubic - low.length()) / width;
    return low.length() + width * (Double.isFinite(share) ? Math.clamp(share, 0.1, 0.9) : 0.5);
  }
}
