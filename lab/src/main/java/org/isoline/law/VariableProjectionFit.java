package org.isoline.law;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * L(N, D) = E + A N^-alpha + B D^-beta by variable projection (Golub and Pereyra 1973): for given
 * exponents the law is linear in (E, A, B), so these are solved for exactly, under E, A, B >= 0,
 * and only (alpha, beta) are searched for.
 *
 * <p>It minimises half the sum of squared relative residuals (L - prediction) / L, the objective in
 * the report: an independent check of {@link ParametricFit}, which agrees with it on clean data and
 * differs where there are outliers.
 */
public final class VariableProjectionFit {
  private static final String METHOD = "variable-projection";
  private static final double SCALE = 1e4;
  private static final double[] START_EXPONENTS = {0.1, 0.3, 0.6, 1.2};

  private final Selection selection;
  private final ParametricOptions options;
  private final LossSurface surface;
  private final ProjectedObjective objective;

  private VariableProjectionFit(Selection selection, ParametricOptions options) {
    this.selection = selection;
    this.options = options;
    this.surface = LossSurface.of(selection.points());
    this.objective = new ProjectedObjective(surface, SCALE);
  }

  /**
   * The law of one architecture; of the options, {@code delta} and {@code starts} do not apply.
   *
   * @throws LawException if the observations are of several architectures
   */
  public static Outcome<ParametricLaw> fit(
      List<Observation> observations, Convention convention, ParametricOptions options) {
    return fit(Selection.of(observations, convention, options.rule()), options);
  }

  /** The law of points already selected; the rule among the options is not applied again. */
  public static Outcome<ParametricLaw> fit(Selection selection, ParametricOptions options) {
    return SurfaceChecks.refusal(METHOD, selection)
        .orElseGet(() -> new VariableProjectionFit(selection, options).solve(starts()));
  }

  /** The law of points much like those of a known law, searched for from there; for resamples. */
  public static Outcome<ParametricLaw> refit(
      Selection selection, ParametricOptions options, ParametricLaw near) {
    double[] start = {Math.log(near.alpha()), Math.log(near.beta())};
    return SurfaceChecks.refusal(METHOD, selection)
        .orElseGet(() -> new VariableProjectionFit(selection, options).solve(List.of(start)));
  }

  private static List<double[]> starts() {
    List<double[]> starts = new ArrayList<>();
    for (double alpha : START_EXPONENTS) {
      for (double beta : START_EXPONENTS) {
        starts.add(new double[] {Math.log(alpha), Math.log(beta)});
      }
    }
    return starts;
  }

  private Outcome<ParametricLaw> solve(List<double[]> starts) {
    List<Lbfgs.Minimum> minima = new ArrayList<>();
    for (double[] start : starts) {
      minima.add(
          Lbfgs.minimize(
              objective, start, options.maxIterations(), SCALE * options.gradientTolerance()));
    }
    Lbfgs.Minimum best =
        minima.stream().min(Comparator.comparingDouble(Lbfgs.Minimum::value)).orElseThrow();
    double alpha = Math.exp(best.x()[0]);
    double beta = Math.exp(best.x()[1]);
    double[] linear = objective.coefficients(alpha, beta);
    ParametricLaw law = surface.law(linear[0], linear[1], linear[2], alpha, beta);
    double norm = best.gradientNorm() / SCALE;
    Map<String, Double> diagnostics = new LinkedHashMap<>();
    diagnostics.put("gradient_norm", norm);
    diagnostics.put("starts", (double) minima.size());
    FitReport report =
        FitReport.of(
            METHOD,
            selection,
            surface.size(),
            best.value() / SCALE,
            diagnostics,
            SurfaceChecks.warnings(law, selection.points(), surface));
    Optional<String> boundary = SurfaceChecks.boundary(law, surface);
    if (boundary.isPresent()) {
      return new Outcome.AtBoundary<>(law, boundary.get(), report);
    }
    return best.converged()
        ? new Outcome.Converged<>(law, report)
        : new Outcome.NotConverged<>(
            law, norm, "stopped after " + best.iterations() + " iterations", report);
  }
}
