package org.isoline.law;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two laws L_k(N, D) = E_k + A_k N^-alpha + B_k D^-beta, k = 1, 2, with the same exponents, and if
 * asked the same floor, by the least summed loss of ln L over the points of both; the restricted
 * model of a nested test. Least squares on ln L by default: {@code delta} infinite. The objective
 * in the report is then half the residual sum of squares.
 */
public final class SharedExponentFit {
  private static final String METHOD = "shared-exponents";
  private static final double SCALE = 1e4;
  private static final double SMALLEST_FLOOR = 1e-6;

  private final Selection first;
  private final Selection second;
  private final Sharing sharing;
  private final ParametricOptions options;
  private final LossSurface firstSurface;
  private final LossSurface secondSurface;
  private final JointObjective objective;

  private SharedExponentFit(
      Selection first, Selection second, Sharing sharing, ParametricOptions options) {
    this.first = first;
    this.second = second;
    this.sharing = sharing;
    this.options = options;
    this.firstSurface = LossSurface.of(first.points());
    this.secondSurface = LossSurface.of(second.points());
    this.objective =
        new JointObjective(
            new HuberObjective(firstSurface, options.delta(), SCALE),
            new HuberObjective(secondSurface, options.delta(), SCALE),
            sharing);
  }

  /** Options for least squares on ln L. */
  public static ParametricOptions leastSquares() {
    return ParametricOptions.defaults().withDelta(Double.POSITIVE_INFINITY);
  }

  /** The laws of points already selected; the rule among the options is not applied again. */
  public static Outcome<JointLaws> fit(
      Selection first, Selection second, Sharing sharing, ParametricOptions options) {
    return solve(
        first,
        second,
        sharing,
        options,
        ParametricFit.fit(first, options),
        ParametricFit.fit(second, options));
  }

  /** The laws of points much like those of known laws: the search begins there; for resamples. */
  public static Outcome<JointLaws> refit(
      Selection first,
      Selection second,
      Sharing sharing,
      ParametricOptions options,
      JointLaws near) {
    if (sharing == Sharing.NOTHING) {
      return solve(
          first,
          second,
          sharing,
          options,
          ParametricFit.refit(first, options, near.first()),
          ParametricFit.refit(second, options, near.second()));
    }
    return refusal(first, second)
        .orElseGet(
            () -> {
              SharedExponentFit fit = new SharedExponentFit(first, second, sharing, options);
              return fit.solve(List.of(fit.start(near)));
            });
  }

  private static Outcome<JointLaws> solve(
      Selection first,
      Selection second,
      Sharing sharing,
      ParametricOptions options,
      Outcome<ParametricLaw> one,
      Outcome<ParametricLaw> other) {
    Optional<Outcome<JointLaws>> refusal = refusal(first, second);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    ParametricLaw own = one.fitted().orElseThrow();
    ParametricLaw theirs = other.fitted().orElseThrow();
    if (sharing == Sharing.NOTHING) {
      return separate(new JointLaws(sharing, own, theirs), one, other);
    }
    SharedExponentFit fit = new SharedExponentFit(first, second, sharing, options);
    return fit.solve(fit.starts(own, theirs));
  }

  private static Optional<Outcome<JointLaws>> refusal(Selection first, Selection second) {
    return SurfaceChecks.refusal(METHOD, first)
        .or(() -> SurfaceChecks.refusal(METHOD, second))
        .map(outcome -> new Outcome.Undetermined<>(outcome.describe(), outcome.report()));
  }

  private static Outcome<JointLaws> separate(
      JointLaws laws, Outcome<ParametricLaw> one, Outcome<ParametricLaw> other) {
    FitReport report =
        report(
            one.report(),
            other.report(),
            one.report().objective() + other.report().objective(),
            Map.of());
    for (Outcome<ParametricLaw> outcome : List.of(one, other)) {
      if (!(outcome instanceof Outcome.Converged)) {
        return new Outcome.AtBoundary<>(laws, outcome.describe(), report);
      }
    }
    return new Outcome.Converged<>(laws, report);
  }

  private Outcome<JointLaws> solve(List<double[]> starts) {
    List<Lbfgs.Minimum> minima = new ArrayList<>();
    for (double[] start : starts) {
      minima.add(
          Lbfgs.minimize(
              objective, start, options.maxIterations(), SCALE * options.gradientTolerance()));
    }
    return minima.stream()
        .filter(minimum -> Double.isFinite(minimum.value()))
        .min(Comparator.comparingDouble(Lbfgs.Minimum::value))
        .map(best -> outcome(best, starts.size()))
        .orElseGet(
            () ->
                new Outcome.Undetermined<>(
                    "no search for shared exponents found a finite objective",
                    report(Double.NaN, Map.of())));
  }

  private Outcome<JointLaws> outcome(Lbfgs.Minimum best, int starts) {
    JointLaws laws =
        new JointLaws(
            sharing,
            law(firstSurface, objective.first(best.x())),
            law(secondSurface, objective.second(best.x())));
    double norm = best.gradientNorm() / SCALE;
    Map<String, Double> diagnostics = new LinkedHashMap<>();
    diagnostics.put("gradient_norm", norm);
    diagnostics.put("starts", (double) starts);
    FitReport report = report(best.value() / SCALE, diagnostics);
    Optional<String> boundary =
        SurfaceChecks.boundary(laws.first(), firstSurface)
            .or(() -> SurfaceChecks.boundary(laws.second(), secondSurface));
    if (boundary.isPresent()) {
      return new Outcome.AtBoundary<>(laws, boundary.get(), report);
    }
    return best.converged()
        ? new Outcome.Converged<>(laws, report)
        : new Outcome.NotConverged<>(
            laws, norm, "stopped after " + best.iterations() + " iterations", report);
  }

  private FitReport report(double objective, Map<String, Double> diagnostics) {
    return report(
        FitReport.withoutLaw(METHOD, first, first.points().size()),
        FitReport.withoutLaw(METHOD, second, second.points().size()),
        objective,
        diagnostics);
  }

  private static FitReport report(
      FitReport one, FitReport other, double objective, Map<String, Double> diagnostics) {
    List<Dropped> dropped = new ArrayList<>(one.dropped());
    dropped.addAll(other.dropped());
    List<String> warnings = new ArrayList<>(one.warnings());
    warnings.addAll(other.warnings());
    return new FitReport(
        METHOD,
        one.convention(),
        one.pointsUsed() + other.pointsUsed(),
        dropped,
        objective,
        diagnostics,
        warnings);
  }

  private double[] start(JointLaws near) {
    return objective.joined(theta(firstSurface, near.first()), theta(secondSurface, near.second()));
  }

  /** (a, b, e, alpha, beta) at the centre of the points. */
  private static double[] theta(LossSurface surface, ParametricLaw law) {
    return new double[] {
      Math.log(Math.max(law.a(), Double.MIN_NORMAL)) - law.alpha() * surface.meanLogN(),
      Math.log(Math.max(law.b(), Double.MIN_NORMAL)) - law.beta() * surface.meanLogD(),
      Math.log(Math.max(law.e(), SMALLEST_FLOOR * surface.smallestLoss())),
      law.alpha(),
      law.beta()
    };
  }

  private static ParametricLaw law(LossSurface surface, double[] theta) {
    return surface.law(
        Math.exp(theta[2]), Math.exp(theta[0]), Math.exp(theta[1]), theta[3], theta[4]);
  }

  /** With the mean of the exponents, those of the first, and those of the second. */
  private List<double[]> starts(ParametricLaw one, ParametricLaw other) {
    double[] own = theta(firstSurface, one);
    double[] theirs = theta(secondSurface, other);
    return List.of(
        objective.joined(own, theirs),
        objective.joined(own, withExponents(theirs, own)),
        objective.joined(withExponents(own, theirs), theirs));
  }

  private static double[] withExponents(double[] theta, double[] like) {
    return new double[] {theta[0], theta[1], theta[2], like[3], like[4]};
  }
}
