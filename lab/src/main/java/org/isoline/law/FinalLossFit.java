package org.isoline.law;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * {@link FinalLossLaw}: the loss of each run's last checkpoint against its compute, by {@link
 * PowerLawFit} or {@link FlooredPowerLawFit}. The simplest law there is, of whatever runs are in
 * the table and not of the best ones.
 */
public final class FinalLossFit {
  static final String PLAIN = "power";
  static final String FLOORED = "power-floor";

  private static final double NARROW = 1;

  private FinalLossFit() {}

  /** L = k C^a by least squares on logarithms. */
  public static Outcome<FinalLossLaw> withoutFloor(Selection selection) {
    return fit(
        selection,
        PLAIN,
        last -> PowerLawFit.fit(compute(last), losses(last)),
        power -> new FinalLossLaw(OptionalDouble.empty(), power));
  }

  /** L = E + k C^a by least squares on ln L. */
  public static Outcome<FinalLossLaw> withFloor(Selection selection) {
    return fit(
        selection,
        FLOORED,
        last -> FlooredPowerLawFit.fit(compute(last), losses(last)),
        law -> new FinalLossLaw(OptionalDouble.of(law.floor()), law.power()));
  }

  private static <T> Outcome<FinalLossLaw> fit(
      Selection selection,
      String method,
      Function<List<Point>, Outcome<T>> fit,
      Function<T, FinalLossLaw> law) {
    Selection usable = selection.withCompute();
    List<Point> last = lastOfRuns(usable.points());
    Outcome<T> outcome = fit.apply(last);
    FitReport report = report(method, usable, last, outcome.report());
    return switch (outcome) {
      case Outcome.Converged<T> o -> new Outcome.Converged<>(law.apply(o.law()), report);
      case Outcome.AtBoundary<T> o ->
          new Outcome.AtBoundary<>(law.apply(o.law()), o.which(), report);
      case Outcome.TooFewPoints<T> o ->
          new Outcome.TooFewPoints<>(o.have(), o.need(), "runs of different compute", report);
      case Outcome.Undetermined<T> o ->
          new Outcome.Undetermined<>("all runs have the same compute", report);
      case Outcome.NotConvex<T> o -> new Outcome.NotConvex<>(o.reason(), report);
      case Outcome.NotConverged<T> o ->
          new Outcome.NotConverged<>(law.apply(o.law()), o.gradientNorm(), o.reason(), report);
    };
  }

  private static FitReport report(
      String method, Selection usable, List<Point> last, FitReport inner) {
    Map<String, Double> diagnostics = new LinkedHashMap<>();
    diagnostics.put("runs", (double) last.size());
    diagnostics.put("earlier_checkpoints", (double) usable.points().size() - last.size());
    diagnostics.putAll(inner.diagnostics());
    List<String> warnings = new ArrayList<>();
    double decades = last.isEmpty() ? 0 : Line.spread(log10(compute(last)));
    if (decades < NARROW) {
      warnings.add(
          Numbers.format("the runs span %.2f decades of C, less than %.0f", decades, NARROW));
    }
    return FitReport.of(method, usable, last.size(), inner.objective(), diagnostics, warnings);
  }

  /**
   * The points of each run with its most tokens. A resample that holds a run twice holds its last
   * point twice, and both count.
   */
  private static List<Point> lastOfRuns(List<Point> points) {
    Map<String, Double> most = new HashMap<>();
    points.forEach(point -> most.merge(point.run(), point.d(), Math::max));
    return points.stream().filter(point -> point.d() == most.get(point.run())).toList();
  }

  private static double[] compute(List<Point> points) {
    return values(points, point -> point.c() / ComputeCount.FLOP_PER_PFLOPS_DAY);
  }

  private static double[] losses(List<Point> points) {
    return values(points, Point::loss);
  }

  private static double[] log10(double[] values) {
    double[] logs = new double[values.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = Math.log10(values[i]);
    }
    return logs;
  }

  private static double[] values(List<Point> points, ToDoubleFunction<Point> value) {
    return points.stream().mapToDouble(value).toArray();
  }
}
