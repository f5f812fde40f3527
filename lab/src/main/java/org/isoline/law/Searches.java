package org.isoline.law;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Searches for one minimum from several places. They run side by side; the result does not depend
 * on how many processors there are.
 *
 * @param best the lowest minimum
 * @param minima where each search ended, in the order of the starts
 * @param scale by which the objective was multiplied
 */
record Searches(Lbfgs.Minimum best, List<Lbfgs.Minimum> minima, double scale) {
  /**
   * Brings a sum of Huber losses near 1, where the first step of a quasi-Newton search is of a
   * sensible length.
   */
  static final double SCALE = 1e4;

  private static final double SAME_OPTIMUM = 1e-6;

  /**
   * Runs all searches.
   *
   * @param gradientTolerance of the objective before scaling
   */
  static Searches run(
      Objective objective,
      List<double[]> starts,
      int maxIterations,
      double gradientTolerance,
      double scale) {
    List<Lbfgs.Minimum> minima =
        starts.parallelStream()
            .map(
                start -> Lbfgs.minimize(objective, start, maxIterations, scale * gradientTolerance))
            .filter(minimum -> Double.isFinite(minimum.value()))
            .toList();
    Lbfgs.Minimum best =
        minima.stream().min(Comparator.comparingDouble(Lbfgs.Minimum::value)).orElseThrow();
    return new Searches(best, minima, scale);
  }

  /** Searches with the patience of a parametric fit. */
  static Searches run(Objective objective, List<double[]> starts, ParametricOptions options) {
    return run(objective, starts, options.maxIterations(), options.gradientTolerance(), SCALE);
  }

  double[] x() {
    return best.x();
  }

  /** The lowest value of the objective. */
  double value() {
    return best.value() / scale;
  }

  /** How far the searches agree. */
  Map<String, Double> diagnostics() {
    double limit = best.value() + SAME_OPTIMUM * Math.max(best.value(), SAME_OPTIMUM);
    double worst = minima.stream().mapToDouble(Lbfgs.Minimum::value).max().orElseThrow();
    Map<String, Double> diagnostics = new LinkedHashMap<>();
    diagnostics.put("gradient_norm", best.gradientNorm() / scale);
    diagnostics.put("starts", (double) minima.size());
    diagnostics.put(
        "starts_at_optimum", (double) minima.stream().filter(m -> m.value() <= limit).count());
    diagnostics.put("worst_local_objective", worst / scale);
    return diagnostics;
  }

  /** What became of the fit of {@code law}, which lies at a boundary if one is named. */
  <T> Outcome<T> outcome(T law, Optional<String> boundary, FitReport report) {
    if (boundary.isPresent()) {
      return new Outcome.AtBoundary<>(law, boundary.get(), report);
    }
    return best.converged()
        ? new Outcome.Converged<>(law, report)
        : new Outcome.NotConverged<>(
            law,
            best.gradientNorm() / scale,
            "stopped after " + best.iterations() + " iterations",
            report);
  }
}
