package org.isoline.law;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * L(N, D) = E + A N^-alpha + B D^-beta by the least summed Huber loss of ln L (approach 3 of
 * Hoffmann et al., arXiv 2203.15556; guarded as Besiroglu et al., arXiv 2404.10102, show it must
 * be).
 *
 * <p>The loss is summed, not averaged; the search runs in centred logarithms from many starts and
 * stops on the gradient alone. The objective in the report is that sum. Along the valley of (B,
 * beta) it is almost flat: judge two fits of the same points by their objectives rather than by B.
 */
public final class ParametricFit {
  static final String METHOD = "parametric";

  /**
   * Brings the objective near 1, where the first step of a quasi-Newton search is of a sensible
   * length.
   */
  private static final double SCALE = 1e4;

  private static final double SAME_OPTIMUM = 1e-6;
  private static final double ILL_CONDITIONED = 1e10;

  private final Selection selection;
  private final ParametricOptions options;
  private final LossSurface surface;
  private final HuberObjective objective;

  private ParametricFit(Selection selection, ParametricOptions options) {
    this.selection = selection;
    this.options = options;
    this.surface = LossSurface.of(selection.points());
    this.objective = new HuberObjective(surface, options.delta(), SCALE);
  }

  /**
   * The law of one architecture.
   *
   * @throws LawException if the observations are of several architectures
   */
  public static Outcome<ParametricLaw> fit(
      List<Observation> observations, Convention convention, ParametricOptions options) {
    return fit(Selection.of(observations, convention, options.rule()), options);
  }

  /** The law of bare points; the rule among the options is not applied. */
  public static Outcome<ParametricLaw> fit(List<Point> points, ParametricOptions options) {
    return fit(Selection.of(points), options);
  }

  /** The law of points already selected; the rule among the options is not applied again. */
  public static Outcome<ParametricLaw> fit(Selection selection, ParametricOptions options) {
    return SurfaceChecks.refusal(METHOD, selection)
        .orElseGet(() -> fit(new ParametricFit(selection, options)));
  }

  private static Outcome<ParametricLaw> fit(ParametricFit fit) {
    return fit.solve(fit.starts());
  }

  /**
   * The law of points much like those of a known law: the search begins at that law and at two
   * others near it, a hundredth of the time of a fit from scratch. For resamples.
   */
  public static Outcome<ParametricLaw> refit(
      Selection selection, ParametricOptions options, ParametricLaw near) {
    return SurfaceChecks.refusal(METHOD, selection)
        .orElseGet(
            () -> {
              ParametricFit fit = new ParametricFit(selection, options);
              return fit.solve(fit.startsNear(near));
            });
  }

  private Outcome<ParametricLaw> solve(List<double[]> starts) {
    List<Lbfgs.Minimum> minima =
        starts.parallelStream()
            .map(
                start ->
                    Lbfgs.minimize(
                        objective,
                        start,
                        options.maxIterations(),
                        SCALE * options.gradientTolerance()))
            .filter(minimum -> Double.isFinite(minimum.value()))
            .toList();
    Lbfgs.Minimum best =
        minima.stream().min(Comparator.comparingDouble(Lbfgs.Minimum::value)).orElseThrow();
    return outcome(best, minima);
  }

  private Outcome<ParametricLaw> outcome(Lbfgs.Minimum best, List<Lbfgs.Minimum> minima) {
    ParametricLaw law = law(best.x());
    double condition = SymmetricMatrix.condition(objective.normalMatrix(best.x()));
    List<String> warnings = SurfaceChecks.warnings(law, selection.points(), surface);
    if (condition > ILL_CONDITIONED) {
      warnings.add(
          Numbers.format(
              "condition number %.1e: the coefficients are hardly identified", condition));
    }
    FitReport report =
        FitReport.of(
            METHOD,
            selection,
            surface.size(),
            best.value() / SCALE,
            diagnostics(best, minima, condition),
            warnings);
    Optional<String> boundary = SurfaceChecks.boundary(law, surface);
    if (boundary.isPresent()) {
      return new Outcome.AtBoundary<>(law, boundary.get(), report);
    }
    return best.converged()
        ? new Outcome.Converged<>(law, report)
        : new Outcome.NotConverged<>(
            law,
            best.gradientNorm() / SCALE,
            "stopped after " + best.iterations() + " iterations",
            report);
  }

  private Map<String, Double> diagnostics(
      Lbfgs.Minimum best, List<Lbfgs.Minimum> minima, double condition) {
    double limit = best.value() + SAME_OPTIMUM * Math.max(best.value(), SAME_OPTIMUM);
    double worst = minima.stream().mapToDouble(Lbfgs.Minimum::value).max().orElseThrow();
    Map<String, Double> diagnostics = new LinkedHashMap<>();
    diagnostics.put("gradient_norm", best.gradientNorm() / SCALE);
    diagnostics.put("starts", (double) minima.size());
    diagnostics.put(
        "starts_at_optimum", (double) minima.stream().filter(m -> m.value() <= limit).count());
    diagnostics.put("worst_local_objective", worst / SCALE);
    diagnostics.put("condition_number", condition);
    diagnostics.putAll(correlations(best.x()));
    return diagnostics;
  }

  /**
   * Correlations of the estimates near the optimum, from the inverse of J^T J, for ln A, ln B and
   * ln E at N = D = 1 as they stand in the equation, not at the centre of the points.
   */
  private Map<String, Double> correlations(double[] theta) {
    Map<String, Double> correlations = new LinkedHashMap<>();
    Optional<double[][]> inverse = SymmetricMatrix.inverse(objective.normalMatrix(theta));
    if (inverse.isPresent()) {
      double[][] moved =
          SymmetricMatrix.transformed(
              inverse.get(),
              new double[][] {
                {1, 0, 0, surface.meanLogN(), 0},
                {0, 1, 0, 0, surface.meanLogD()},
                {0, 0, 1, 0, 0},
                {0, 0, 0, 1, 0},
                {0, 0, 0, 0, 1}
              });
      correlations.put("correlation_A_alpha", SymmetricMatrix.correlation(moved, 0, 3));
      correlations.put("correlation_B_beta", SymmetricMatrix.correlation(moved, 1, 4));
      correlations.put("correlation_E_alpha", SymmetricMatrix.correlation(moved, 2, 3));
      correlations.put("correlation_E_beta", SymmetricMatrix.correlation(moved, 2, 4));
    }
    return correlations;
  }

  private ParametricLaw law(double[] theta) {
    return surface.law(
        Math.exp(theta[2]), Math.exp(theta[0]), Math.exp(theta[1]), theta[3], theta[4]);
  }

  private List<double[]> starts() {
    return switch (options.starts()) {
      case CENTRED -> centredStarts();
      case HOFFMANN -> hoffmannStarts();
    };
  }

  private List<double[]> startsNear(ParametricLaw law) {
    double[] theta = {
      Math.log(law.a()) - law.alpha() * surface.meanLogN(),
      Math.log(law.b()) - law.beta() * surface.meanLogD(),
      Math.log(Math.max(law.e(), 1e-6 * surface.smallestLoss())),
      law.alpha(),
      law.beta()
    };
    double[] lower = theta.clone();
    lower[2] -= 0.05;
    lower[3] *= 0.9;
    lower[4] *= 0.9;
    double[] higher = theta.clone();
    higher[2] += 0.02;
    higher[3] *= 1.1;
    higher[4] *= 1.1;
    return List.of(theta, lower, higher);
  }

  private List<double[]> centredStarts() {
    double floor = 0.6 * surface.smallestLoss();
    double term = Math.log((surface.meanLoss() - floor) / 2);
    List<double[]> starts = new ArrayList<>();
    double[] exponents = {0.1, 0.3, 0.6, 1};
    for (double alpha : exponents) {
      for (double beta : exponents) {
        starts.add(new double[] {term, term, Math.log(floor), alpha, beta});
      }
    }
    return starts;
  }

  private List<double[]> hoffmannStarts() {
    List<double[]> starts = new ArrayList<>();
    for (double alpha = 0; alpha <= 2; alpha += 0.5) {
      for (double beta = 0; beta <= 2; beta += 0.5) {
        for (double e = -1; e <= 1; e += 0.5) {
          for (double a = 0; a <= 25; a += 5) {
            for (double b = 0; b <= 25; b += 5) {
              starts.add(
                  new double[] {
                    a - alpha * surface.meanLogN(), b - beta * surface.meanLogD(), e, alpha, beta
                  });
            }
          }
        }
      }
    }
    return starts;
  }
}
