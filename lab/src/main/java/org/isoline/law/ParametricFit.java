package org.isoline.law;

import java.util.ArrayList;
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

  private static final double ILL_CONDITIONED = 1e10;

  private final Selection selection;
  private final ParametricOptions options;
  private final LossSurface surface;
  private final HuberObjective objective;

  private ParametricFit(Selection selection, ParametricOptions options) {
    this.selection = selection;
    this.options = options;
    this.surface = LossSurface.of(selection.points());
    this.objective = new HuberObjective(surface, options.delta(), Searches.SCALE);
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

  /**
   * The summed Huber loss that a law has at the given points, whoever found it: the objective of
   * the reports, to compare laws by.
   *
   * @throws LawException if there is no point, or a coefficient that has no logarithm
   */
  public static double objective(
      Selection selection, ParametricOptions options, ParametricLaw law) {
    if (selection.points().isEmpty()) {
      throw new LawException("no points; an objective is a sum over at least one");
    }
    if (!(law.e() > 0 && law.a() > 0 && law.b() > 0)) {
      throw new LawException(
          law + " has a coefficient E, A or B that is not positive; the objective needs all three");
    }
    LossSurface surface = LossSurface.of(selection.points());
    return new HuberObjective(surface, options.delta(), 1)
        .evaluate(surface.theta(law), new double[HuberObjective.PARAMETERS]);
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
    Searches searches = Searches.run(objective, starts, options);
    ParametricLaw law = law(searches.x());
    double condition = SymmetricMatrix.condition(objective.normalMatrix(searches.x()));
    List<String> warnings = SurfaceChecks.warnings(law, selection.points(), surface);
    if (condition > ILL_CONDITIONED) {
      warnings.add(
          Numbers.format(
              "condition number %.1e: the coefficients are hardly identified", condition));
    }
    Map<String, Double> diagnostics = searches.diagnostics();
    diagnostics.put("condition_number", condition);
    diagnostics.putAll(correlations(searches.x()));
    FitReport report =
        FitReport.of(METHOD, selection, surface.size(), searches.value(), diagnostics, warnings);
    return searches.outcome(law, SurfaceChecks.boundary(law, surface), report);
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
    double floor = Math.max(law.e(), 1e-6 * surface.smallestLoss());
    double[] theta =
        surface.theta(new ParametricLaw(floor, law.a(), law.b(), law.alpha(), law.beta()));
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
