package org.isoline.law;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * {@link DataConstrainedLaw}: first the law of fresh tokens from the checkpoints that repeated
 * nothing (D <= U), then rN and rD with that law held, then all seven together, which is kept where
 * it lowers the objective. The objective is the summed Huber loss of ln L over all points.
 *
 * <p>rD is identified by checkpoints with D > U, rN by models with more parameters than N_opt(U).
 * Without the former nothing is fitted; without the latter rN is infinite and the outcome is at a
 * boundary.
 */
public final class DataConstrainedFit {
  static final String METHOD = "data-constrained";

  /** Fewer passes beyond the first, or excess parameters, than this teach nothing. */
  private static final double NOTICEABLE = 0.05;

  /** A decay so many times the largest repetition is a straight line. */
  private static final double STRAIGHT = 100;

  /** Below this decay repetitions are worth nothing. */
  private static final double WORTHLESS = 1e-3;

  private static final double[] START_DECAYS = {1, 5, 20, 100};

  private final Selection selection;
  private final List<RepeatedPoint> points;
  private final ParametricOptions options;

  private DataConstrainedFit(
      Selection selection, List<RepeatedPoint> points, ParametricOptions options) {
    this.selection = selection;
    this.points = points;
    this.options = options;
  }

  /**
   * The law of one architecture, from checkpoints that tell their unique tokens. Of the options,
   * {@code starts} applies to the law of fresh tokens only.
   *
   * @throws LawException if the observations are of several architectures
   */
  public static Outcome<DataConstrainedLaw> fit(
      List<Observation> observations, Convention convention, ParametricOptions options) {
    Map<Point, Observation> sources = new IdentityHashMap<>();
    Selection selection = Selection.of(observations, convention, options.rule(), sources);
    return fit(
        selection,
        selection.points().stream()
            .map(point -> new RepeatedPoint(point, sources.get(point).uniqueTokens()))
            .toList(),
        options);
  }

  /** The law of bare points; the rule among the options is not applied. */
  public static Outcome<DataConstrainedLaw> fit(
      List<RepeatedPoint> points, ParametricOptions options) {
    List<Point> all = points.stream().map(RepeatedPoint::point).toList();
    return fit(new Selection(Optional.empty(), all, List.of(), List.of()), points, options);
  }

  private static Outcome<DataConstrainedLaw> fit(
      Selection selection, List<RepeatedPoint> all, ParametricOptions options) {
    List<RepeatedPoint> usable = new ArrayList<>();
    List<Dropped> dropped = new ArrayList<>(selection.dropped());
    for (RepeatedPoint point : all) {
      point
          .defect()
          .ifPresentOrElse(
              reason ->
                  dropped.add(
                      new Dropped(point.point().run(), "tokens " + point.point().d(), reason)),
              () -> usable.add(point));
    }
    Selection kept =
        new Selection(
            selection.convention(),
            usable.stream().map(RepeatedPoint::point).toList(),
            dropped,
            selection.warnings());
    return new DataConstrainedFit(kept, usable, options).solve();
  }

  private Outcome<DataConstrainedLaw> solve() {
    Optional<Outcome<DataConstrainedLaw>> refusal =
        SurfaceChecks.refusal(METHOD, selection, DataConstrainedObjective.PARAMETERS);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    FitReport failure = FitReport.withoutLaw(METHOD, selection, points.size());
    double passes = 1 + largest(RepeatedPoint::repeats);
    if (passes < 1 + NOTICEABLE) {
      return new Outcome.Undetermined<>(
          Numbers.format(
              "nothing was repeated: the most is %.2f passes over the unique tokens", passes),
          failure);
    }
    List<Point> fresh =
        points.stream().filter(p -> p.point().d() <= p.u()).map(RepeatedPoint::point).toList();
    Outcome<ParametricLaw> base = ParametricFit.fit(Selection.of(fresh), options);
    return base.fitted().isPresent() && !(base instanceof Outcome.AtBoundary)
        ? solve(base.fitted().orElseThrow(), fresh.size())
        : new Outcome.Undetermined<>(
            "no law of fresh tokens from the "
                + fresh.size()
                + " checkpoints with D <= U: "
                + base.describe(),
            failure);
  }

  private Outcome<DataConstrainedLaw> solve(ParametricLaw base, int fresh) {
    boolean excess = mostExcess(base) > NOTICEABLE;
    DataConstrainedObjective model = new DataConstrainedObjective(points, excess);
    double[] targets = points.stream().mapToDouble(p -> Math.log(p.point().loss())).toArray();
    RobustObjective joint = new RobustObjective(model, targets, options.delta(), Searches.SCALE);
    double[] from = model.theta(base, 1, 1);
    Searches decays = Searches.run(onlyDecays(joint, from), decayStarts(excess), options);
    double[] held = withDecays(from, decays.x());
    Searches all = Searches.run(joint, jointStarts(model, base, held), options);
    DataConstrainedLaw law = model.law(all.x());
    Map<String, Double> diagnostics = all.diagnostics();
    diagnostics.put("fresh_points", (double) fresh);
    diagnostics.put("objective_with_fresh_law_held", decays.value());
    if (excess) {
      diagnostics.put("condition_number", SymmetricMatrix.condition(joint.normalMatrix(all.x())));
    }
    diagnostics.put("most_passes", 1 + largest(RepeatedPoint::repeats));
    diagnostics.put("most_excess_parameters", mostExcess(law.base()));
    FitReport report =
        FitReport.of(
            METHOD,
            selection,
            points.size(),
            all.value(),
            diagnostics,
            SurfaceChecks.warnings(
                law.base(), selection.points(), LossSurface.of(selection.points())));
    return all.outcome(law, boundary(law, excess), report);
  }

  /** The objective by (ln rN, ln rD) with the law of fresh tokens held. */
  private static Objective onlyDecays(Objective joint, double[] from) {
    return (x, gradient) -> {
      double[] all = new double[from.length];
      double value = joint.evaluate(withDecays(from, x), all);
      gradient[0] = all[5];
      gradient[1] = all[6];
      return value;
    };
  }

  private static double[] withDecays(double[] theta, double[] decays) {
    double[] changed = theta.clone();
    changed[5] = decays[0];
    changed[6] = decays[1];
    return changed;
  }

  private static List<double[]> decayStarts(boolean excess) {
    List<double[]> starts = new ArrayList<>();
    for (double rD : START_DECAYS) {
      for (double rN : excess ? START_DECAYS : new double[] {1}) {
        starts.add(new double[] {Math.log(rN), Math.log(rD)});
      }
    }
    return starts;
  }

  private static List<double[]> jointStarts(
      DataConstrainedObjective model, ParametricLaw base, double[] held) {
    List<double[]> starts = new ArrayList<>(List.of(held));
    for (double decay : START_DECAYS) {
      starts.add(model.theta(base, decay, decay));
    }
    return starts;
  }

  private Optional<String> boundary(DataConstrainedLaw law, boolean excess) {
    if (law.rD() > STRAIGHT * largest(RepeatedPoint::repeats)) {
      return Optional.of("rD has no upper end: repeated tokens are worth as much as fresh ones");
    }
    if (law.rD() < WORTHLESS) {
      return Optional.of("rD is 0: repeated tokens are worth nothing");
    }
    if (!excess) {
      return Optional.of(
          "no model has more parameters than its unique tokens support, so rN is not identified and"
              + " parameters count in full");
    }
    if (law.rN() > STRAIGHT * mostExcess(law.base())) {
      return Optional.of("rN has no upper end: excess parameters are worth as much as others");
    }
    if (law.rN() < WORTHLESS) {
      return Optional.of("rN is 0: excess parameters are worth nothing");
    }
    return SurfaceChecks.boundary(law.base(), LossSurface.of(selection.points()));
  }

  /** The largest R_N under a law of fresh tokens. */
  private double mostExcess(ParametricLaw base) {
    DataConstrainedLaw law =
        new DataConstrainedLaw(base.e(), base.a(), base.b(), base.alpha(), base.beta(), 1, 1);
    return largest(p -> Math.max(0, p.point().n() / law.supportedParameters(p.seen()) - 1));
  }

  private double largest(ToDoubleFunction<RepeatedPoint> value) {
    return points.stream().mapToDouble(value).max().orElse(0);
  }
}
