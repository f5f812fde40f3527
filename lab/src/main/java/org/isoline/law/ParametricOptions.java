package org.isoline.law;

import java.util.Objects;

/**
 * How a parametric law is fitted.
 *
 * @param delta residuals of ln L beyond it count linearly (Huber)
 * @param starts where the searches begin
 * @param maxIterations of one search
 * @param gradientTolerance largest component of the gradient of the summed objective at which a
 *     search has arrived
 * @param rule which checkpoints count
 */
public record ParametricOptions(
    double delta, Starts starts, int maxIterations, double gradientTolerance, SelectionRule rule) {
  private static final double HOFFMANN_DELTA = 1e-3;

  /**
   * Checks the ranges.
   *
   * @throws LawException if delta, the iterations or the tolerance are not positive
   */
  public ParametricOptions {
    if (!(delta > 0)) {
      throw new LawException("delta = " + delta + " is not positive; the literature uses 1e-3");
    }
    if (maxIterations < 1) {
      throw new LawException(
          "maxIterations = " + maxIterations + "; use at least 1, some thousand by default");
    }
    if (!(gradientTolerance > 0)) {
      throw new LawException(
          "gradientTolerance = " + gradientTolerance + " is not positive; use 1e-8");
    }
    Objects.requireNonNull(starts, "starts");
    Objects.requireNonNull(rule, "rule");
  }

  /** delta 1e-3 (Hoffmann et al.), 16 starts, gradient below 1e-8, warm-up dropped. */
  public static ParametricOptions defaults() {
    return new ParametricOptions(
        HOFFMANN_DELTA, Starts.CENTRED, 5000, 1e-8, SelectionRule.afterWarmup());
  }

  /** The same options with another delta. */
  public ParametricOptions withDelta(double other) {
    return new ParametricOptions(other, starts, maxIterations, gradientTolerance, rule);
  }

  /** The same options with other starts. */
  public ParametricOptions withStarts(Starts other) {
    return new ParametricOptions(delta, other, maxIterations, gradientTolerance, rule);
  }

  /** The same options with another selection of checkpoints. */
  public ParametricOptions withRule(SelectionRule other) {
    return new ParametricOptions(delta, starts, maxIterations, gradientTolerance, other);
  }
}
