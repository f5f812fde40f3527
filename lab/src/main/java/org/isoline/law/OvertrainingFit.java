package org.isoline.law;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@link OvertrainingLaw} by the least summed Huber loss of ln L, as {@link ParametricFit} fits its
 * five coefficients: centred logarithms, several starts, a stop on the gradient alone. One exponent
 * for N and D makes it steadier than the general law where runs are few.
 *
 * <p>C is 6 N D of the convention's N, whatever its C counts.
 */
public final class OvertrainingFit {
  static final String METHOD = "overtraining";
  private static final double ILL_CONDITIONED = 1e10;
  private static final double[] START_EXPONENTS = {0.05, 0.15, 0.3, 0.5};
  private static final double[] START_FLOORS = {0.3, 0.6, 0.9};

  private final Selection selection;
  private final ParametricOptions options;
  private final LossSurface surface;
  private final SharedExponentObjective objective;

  private OvertrainingFit(Selection selection, ParametricOptions options) {
    this.selection = selection;
    this.options = options;
    this.surface = LossSurface.of(selection.points());
    this.objective =
        new SharedExponentObjective(new HuberObjective(surface, options.delta(), Searches.SCALE));
  }

  /**
   * The law of one architecture; of the options, {@code starts} does not apply.
   *
   * @throws LawException if the observations are of several architectures
   */
  public static Outcome<OvertrainingLaw> fit(
      List<Observation> observations, Convention convention, ParametricOptions options) {
    return fit(Selection.of(observations, convention, options.rule()), options);
  }

  /** The law of points already selected; the rule among the options is not applied again. */
  public static Outcome<OvertrainingLaw> fit(Selection selection, ParametricOptions options) {
    return SurfaceChecks.<OvertrainingLaw>refusal(
            METHOD, selection, SharedExponentObjective.PARAMETERS)
        .orElseGet(
            () -> {
              OvertrainingFit fit = new OvertrainingFit(selection, options);
              return fit.solve(fit.starts());
            });
  }

  /** The law of points much like those of a known law, searched for from there; for resamples. */
  public static Outcome<OvertrainingLaw> refit(
      Selection selection, ParametricOptions options, OvertrainingLaw near) {
    return SurfaceChecks.<OvertrainingLaw>refusal(
            METHOD, selection, SharedExponentObjective.PARAMETERS)
        .orElseGet(
            () -> {
              OvertrainingFit fit = new OvertrainingFit(selection, options);
              return fit.solve(fit.startsNear(near));
            });
  }

  private Outcome<OvertrainingLaw> solve(List<double[]> starts) {
    Searches searches = Searches.run(objective, starts, options);
    OvertrainingLaw law = law(searches.x());
    double condition = SymmetricMatrix.condition(objective.normalMatrix(searches.x()));
    Map<String, Double> diagnostics = searches.diagnostics();
    diagnostics.put("condition_number", condition);
    List<String> warnings = SurfaceChecks.warnings(law.equivalent(), selection.points(), surface);
    if (condition > ILL_CONDITIONED) {
      warnings.add(
          Numbers.format(
              "condition number %.1e: the coefficients are hardly identified", condition));
    }
    FitReport report =
        FitReport.of(METHOD, selection, surface.size(), searches.value(), diagnostics, warnings);
    Optional<String> boundary =
        SurfaceChecks.boundary(law.equivalent(), surface).map(OvertrainingFit::inOwnTerms);
    return searches.outcome(law, boundary, report);
  }

  /** The finding about the equivalent law L(N, D), in the names of this one. */
  private static String inOwnTerms(String which) {
    if (which.startsWith("alpha")) {
      return "eta is 0 or less: the loss does not fall with C";
    }
    return which.replace("A is 0", "a is 0").replace("B is 0", "b is 0");
  }

  private OvertrainingLaw law(double[] theta) {
    double eta = theta[3];
    ParametricLaw law =
        surface.law(Math.exp(theta[2]), Math.exp(theta[0]), Math.exp(theta[1]), 2 * eta, 2 * eta);
    return OvertrainingLaw.of(law.e(), law.a(), law.b(), eta);
  }

  private List<double[]> starts() {
    List<double[]> starts = new ArrayList<>();
    for (double share : START_FLOORS) {
      double floor = share * surface.smallestLoss();
      double term = Math.log((surface.meanLoss() - floor) / 2);
      for (double eta : START_EXPONENTS) {
        starts.add(new double[] {term, term, Math.log(floor), eta});
      }
    }
    return starts;
  }

  private List<double[]> startsNear(OvertrainingLaw near) {
    ParametricLaw law = near.equivalent();
    double floor = Math.max(law.e(), 1e-6 * surface.smallestLoss());
    double[] theta =
        surface.theta(new ParametricLaw(floor, law.a(), law.b(), law.alpha(), law.beta()));
    double[] start = {theta[0], theta[1], theta[2], near.eta()};
    double[] lower = {theta[0], theta[1], theta[2] - 0.05, 0.9 * near.eta()};
    double[] higher = {theta[0], theta[1], theta[2] + 0.02, 1.1 * near.eta()};
    return List.of(start, lower, higher);
  }
}
