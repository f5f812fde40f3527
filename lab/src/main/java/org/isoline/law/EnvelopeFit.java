package org.isoline.law;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The envelope estimator (approach 1 of Hoffmann et al., arXiv 2203.15556; the estimator of arXiv
 * 2406.16690): at each budget take the run with the lowest loss, then draw a line each through ln
 * L, ln N and ln D of the winners against ln C.
 *
 * <p>Between checkpoints a run's ln loss is straight in ln C; a budget counts if at least two sizes
 * have a loss there. The objective in the report is the sum of squared residuals of ln L. N_opt is
 * a staircase with as many steps as sizes, so its exponent is biased even without noise; the
 * diagnostics give {@code a} over all budgets, without edge budgets, and from interval mids, and
 * their disagreement is a measure of that.
 */
public final class EnvelopeFit {
  private static final int FEW_WINNERS = 3;
  private static final int COARSE = 200;
  private static final double NARROW_DECADES = 1.5;
  private static final double CONSISTENCY_TOLERANCE = 0.05;
  private static final double FAR_DECADES = 1;
  private static final double EXPONENT_TOLERANCE = 0.02;

  private final Selection selection;
  private final EnvelopeOptions options;
  private final List<Curve> curves;
  private final boolean floor;

  private EnvelopeFit(Selection selection, EnvelopeOptions options, boolean floor) {
    Selection usable = selection.withCompute();
    List<Dropped> dropped = new ArrayList<>(usable.dropped());
    this.curves = Curve.of(usable.points(), dropped);
    this.selection =
        new Selection(usable.convention(), usable.points(), dropped, usable.warnings());
    this.options = options;
    this.floor = floor;
  }

  /**
   * The laws of one architecture.
   *
   * @throws LawException if the observations are of several architectures
   */
  public static Outcome<EnvelopeLaws> fit(
      List<Observation> observations, Convention convention, EnvelopeOptions options) {
    return fit(Selection.of(observations, convention, options.rule()), options);
  }

  /** The laws of points already selected; the rule among the options is not applied again. */
  public static Outcome<EnvelopeLaws> fit(Selection selection, EnvelopeOptions options) {
    return new EnvelopeFit(selection, options, true).solve();
  }

  /**
   * The laws of a resample: the envelope at fewer budgets, and without the law with a floor, which
   * takes most of the time.
   */
  static Outcome<EnvelopeLaws> refit(Selection selection, EnvelopeOptions options) {
    EnvelopeOptions coarse = options.withBudgets(Math.min(options.budgets(), COARSE));
    return new EnvelopeFit(selection, coarse, false).solve();
  }

  private Outcome<EnvelopeLaws> solve() {
    int sizes = (int) curves.stream().map(Curve::size).distinct().count();
    if (sizes < 2) {
      return new Outcome.TooFewPoints<>(sizes, 2, "sizes with a curve", failure());
    }
    if (curves.getFirst().n() == curves.getLast().n()) {
      return new Outcome.Undetermined<>("all runs have N = " + curves.getFirst().n(), failure());
    }
    List<Envelope.Winner> winners = Envelope.winners(curves, options.budgets());
    if (winners.isEmpty()) {
      return new Outcome.Undetermined<>(
          "no two sizes have a loss at the same compute; train small sizes longer or record large ones earlier",
          failure());
    }
    List<EnvelopePoint> all = points(winners, options.mode());
    List<EnvelopePoint> used = options.edges() == EdgePoints.DROP ? withoutEdges(all) : all;
    if (used.stream().mapToDouble(EnvelopePoint::compute).distinct().count() < 2) {
      return new Outcome.TooFewPoints<>(
          used.size(), 2, "points of the envelope to draw a line through", failure());
    }
    return outcome(laws(all, used), winners, used);
  }

  private EnvelopeLaws laws(List<EnvelopePoint> all, List<EnvelopePoint> used) {
    PowerLaw parameters = law(used, EnvelopePoint::parameters);
    PowerLaw tokens = law(used, EnvelopePoint::tokens);
    double slope = flopSlope();
    return new EnvelopeLaws(
        law(used, EnvelopePoint::loss),
        parameters,
        tokens,
        floored(used),
        slope,
        parameters.exponent() * slope + tokens.exponent(),
        distinctSizes(used),
        options.mode(),
        all);
  }

  private Outcome<FlooredPowerLaw> floored(List<EnvelopePoint> used) {
    return floor
        ? FlooredPowerLawFit.fit(
            values(used, EnvelopePoint::compute), values(used, EnvelopePoint::loss))
        : new Outcome.Undetermined<>("not asked for", failure());
  }

  private Outcome<EnvelopeLaws> outcome(
      EnvelopeLaws laws, List<Envelope.Winner> winners, List<EnvelopePoint> used) {
    Map<String, Double> diagnostics = diagnostics(winners);
    Line loss = line(used, EnvelopePoint::loss);
    FitReport report =
        FitReport.of(
            options.mode().method(),
            selection,
            used.size(),
            loss.residualSumOfSquares(),
            diagnostics,
            warnings(laws, used, diagnostics));
    if (laws.distinctWinners() == 1) {
      String which =
          "size " + used.getFirst().size() + " wins at every budget, so N_opt is constant";
      return new Outcome.AtBoundary<>(laws, which, report);
    }
    return new Outcome.Converged<>(laws, report);
  }

  private Map<String, Double> diagnostics(List<Envelope.Winner> winners) {
    List<EnvelopePoint> raw = points(winners, EnvelopeMode.RAW);
    Map<String, Double> diagnostics = new LinkedHashMap<>();
    diagnostics.put("sizes", (double) curves.stream().map(Curve::size).distinct().count());
    diagnostics.put("budgets", (double) raw.size());
    diagnostics.put("edge_budgets", (double) raw.size() - withoutEdges(raw).size());
    diagnostics.put("a_all_budgets", exponent(raw));
    diagnostics.put("a_without_edges", exponent(withoutEdges(raw)));
    diagnostics.put("a_interval_mids", exponent(points(winners, EnvelopeMode.INTERVAL_MID)));
    return diagnostics;
  }

  private List<String> warnings(
      EnvelopeLaws laws, List<EnvelopePoint> used, Map<String, Double> diagnostics) {
    List<String> warnings = new ArrayList<>();
    if (laws.distinctWinners() < FEW_WINNERS) {
      warnings.add(
          "distinct winning sizes: "
              + laws.distinctWinners()
              + "; N_opt and D_opt are staircases with that many steps and their exponents mean little");
    }
    if (used.stream().allMatch(EnvelopePoint::edge)) {
      warnings.add(
          "every point is an edge: no winner is better than both a smaller and a larger size");
    } else if (used.stream().anyMatch(EnvelopePoint::edge)) {
      warnings.add(
          Numbers.format(
              "%.0f of %.0f budgets are edges, where a better size may lie outside the ladder",
              diagnostics.get("edge_budgets"), diagnostics.get("budgets")));
    }
    if (disagree(diagnostics)) {
      warnings.add(
          "the exponent a of N_opt is biased by the staircase of few sizes: "
              + exponent(diagnostics, "a_all_budgets")
              + " over all budgets, "
              + exponent(diagnostics, "a_without_edges")
              + " without edges, "
              + exponent(diagnostics, "a_interval_mids")
              + " from interval mids; compare the parametric fit");
    }
    double low = used.getFirst().compute();
    double high = used.getLast().compute();
    double outside = Math.log10(Math.max(low, 1 / high));
    if (outside > FAR_DECADES) {
      warnings.add(
          Numbers.format(
              "the budgets, %.2e to %.2e PFLOP/s-days, lie %.1f decades away from 1, so the coefficients are"
                  + " extrapolations; compare laws at a budget inside",
              low, high, outside));
    }
    double decades = Math.log10(curves.getLast().n() / curves.getFirst().n());
    if (decades < NARROW_DECADES) {
      warnings.add(
          Numbers.format(
              "the sizes span %.2f decades of N, less than %.1f", decades, NARROW_DECADES));
    }
    if (!(Math.abs(laws.consistency() - 1) <= CONSISTENCY_TOLERANCE)) {
      warnings.add(
          Numbers.format(
              "a s + b = %.3f instead of 1: N_opt and D_opt do not multiply back to C",
              laws.consistency()));
    }
    return warnings;
  }

  private static String exponent(Map<String, Double> diagnostics, String name) {
    double exponent = diagnostics.get(name);
    return Double.isNaN(exponent) ? "unknown" : Numbers.format("%.3f", exponent);
  }

  private static boolean disagree(Map<String, Double> diagnostics) {
    double all = diagnostics.get("a_all_budgets");
    return Math.abs(all - diagnostics.get("a_without_edges")) > EXPONENT_TOLERANCE
        || Math.abs(all - diagnostics.get("a_interval_mids")) > EXPONENT_TOLERANCE;
  }

  private double flopSlope() {
    double[] logN = curves.stream().mapToDouble(curve -> Math.log(curve.n())).toArray();
    return Line.fit(logN, curves.stream().mapToDouble(Curve::logFlopPerToken).toArray()).slope();
  }

  private FitReport failure() {
    return FitReport.withoutLaw(options.mode().method(), selection, selection.points().size());
  }

  private static List<EnvelopePoint> points(List<Envelope.Winner> winners, EnvelopeMode mode) {
    return switch (mode) {
      case RAW -> winners.stream().map(Envelope.Winner::point).toList();
      case INTERVAL_MID -> Envelope.intervalMids(winners);
    };
  }

  private static List<EnvelopePoint> withoutEdges(List<EnvelopePoint> points) {
    return points.stream().filter(point -> !point.edge()).toList();
  }

  private static int distinctSizes(List<EnvelopePoint> points) {
    return (int) points.stream().map(EnvelopePoint::size).distinct().count();
  }

  private static double exponent(List<EnvelopePoint> points) {
    return points.size() < 2 ? Double.NaN : line(points, EnvelopePoint::parameters).slope();
  }

  private static PowerLaw law(List<EnvelopePoint> points, ToDoubleFunction<EnvelopePoint> value) {
    Line line = line(points, value);
    return new PowerLaw(Math.exp(line.intercept()), line.slope());
  }

  private static Line line(List<EnvelopePoint> points, ToDoubleFunction<EnvelopePoint> value) {
    return Line.fit(logs(points, EnvelopePoint::compute), logs(points, value));
  }

  private static double[] logs(List<EnvelopePoint> points, ToDoubleFunction<EnvelopePoint> value) {
    return points.stream().mapToDouble(point -> Math.log(value.applyAsDouble(point))).toArray();
  }

  private static double[] values(
      List<EnvelopePoint> points, ToDoubleFunction<EnvelopePoint> value) {
    return points.stream().mapToDouble(value).toArray();
  }
}
