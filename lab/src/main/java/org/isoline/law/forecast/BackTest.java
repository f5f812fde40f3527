package org.isoline.law.forecast;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.isoline.law.ComputeCount;
import org.isoline.law.ComputeLaw;
import org.isoline.law.EnvelopeFit;
import org.isoline.law.EnvelopeLaws;
import org.isoline.law.EnvelopePoint;
import org.isoline.law.Estimator;
import org.isoline.law.FitOptions;
import org.isoline.law.LossLaw;
import org.isoline.law.Outcome;
import org.isoline.law.Point;
import org.isoline.law.Selection;
import org.isoline.law.interval.Figures;
import org.isoline.law.interval.Interval;
import org.isoline.law.interval.Intervals;
import org.isoline.law.interval.PlannedRun;
import org.isoline.law.interval.Sampled;
import org.isoline.law.interval.Scheme;
import org.isoline.law.interval.Uncertainty;

/**
 * Would the law have told? One estimator on one division of the points.
 *
 * <p>Laws L(N, D) predict every hidden checkpoint. Laws of budgets predict L*(C) only, so they are
 * held against the winners of the envelope of all points where these are hidden ones, or against
 * the best model of each hidden planned budget.
 *
 * <p>Bands hold for a single loss: draws of the law under the scheme, each moved by a residual of
 * the fit drawn at random. Checkpoints of one run share its luck, so a coverage over few runs
 * scatters more than its number of checkpoints suggests.
 *
 * @param holdOut how the points were divided
 * @param estimator of the law
 * @param scheme of the bands
 * @param outcome of the fit to the points it saw
 * @param score over all predictions; empty if there is no law or nothing it can predict
 * @param predictions one for every hidden loss
 * @param warnings in words
 */
public record BackTest(
    HoldOut holdOut,
    Estimator estimator,
    Scheme scheme,
    Outcome<? extends ComputeLaw> outcome,
    Optional<Score> score,
    List<Prediction> predictions,
    List<String> warnings) {

  /** Winners of neighbouring budgets are all but the same; so many of them are compared. */
  private static final int WINNERS = 12;

  /** Copies the lists. */
  public BackTest {
    predictions = List.copyOf(predictions);
    warnings = List.copyOf(warnings);
  }

  /**
   * A hidden loss and what was said of it.
   *
   * @param point the hidden checkpoint, or the winner of a hidden budget
   * @param band predicted loss and the bands of a single run
   */
  public record Prediction(Point point, Interval band) {
    /** (predicted - measured) / measured. */
    public double error() {
      return (band.value() - point.loss()) / point.loss();
    }
  }

  /**
   * How good the predictions were.
   *
   * @param count predictions
   * @param mean of |predicted - measured| / measured
   * @param max of the same
   * @param bias mean of (predicted - measured) / measured
   * @param coverage95 share of the losses in their 95 % band; NaN without bands
   * @param coverage80 share in their 80 % band
   */
  public record Score(
      int count, double mean, double max, double bias, double coverage95, double coverage80) {
    static Score of(List<Prediction> predictions) {
      return new Score(
          predictions.size(),
          predictions.stream().mapToDouble(p -> Math.abs(p.error())).average().orElseThrow(),
          predictions.stream().mapToDouble(p -> Math.abs(p.error())).max().orElseThrow(),
          predictions.stream().mapToDouble(Prediction::error).average().orElseThrow(),
          share(predictions, true),
          share(predictions, false));
    }

    /** Of those that have a band. */
    private static double share(List<Prediction> predictions, boolean wide) {
      return predictions.stream()
          .filter(p -> Double.isFinite(p.band().low95()))
          .mapToDouble(p -> inside(p, wide) ? 1 : 0)
          .average()
          .orElse(Double.NaN);
    }

    private static boolean inside(Prediction p, boolean wide) {
      return wide ? p.band().covers95(p.point().loss()) : p.band().covers80(p.point().loss());
    }
  }

  /** The back-test of an estimator on a division. */
  public static BackTest of(
      HoldOut holdOut, Estimator estimator, FitOptions options, Scheme scheme) {
    Outcome<? extends ComputeLaw> outcome = estimator.fit(holdOut.seen(), options);
    List<String> warnings = new ArrayList<>(outcome.report().warnings());
    Optional<ComputeLaw> law = outcome.fitted().map(ComputeLaw.class::cast);
    List<Prediction> predictions =
        law.map(own -> predictions(holdOut, estimator, options, scheme, own, warnings))
            .orElse(List.of());
    if (law.isPresent() && predictions.isEmpty()) {
      warnings.add("no hidden model is the best of a budget, so there is no L*(C) to compare with");
    }
    return new BackTest(
        holdOut,
        estimator,
        scheme,
        outcome,
        predictions.isEmpty() ? Optional.empty() : Optional.of(Score.of(predictions)),
        predictions,
        warnings);
  }

  private static List<Prediction> predictions(
      HoldOut holdOut,
      Estimator estimator,
      FitOptions options,
      Scheme scheme,
      ComputeLaw law,
      List<String> warnings) {
    Map<Point, String> figures = new LinkedHashMap<>();
    Figures asked;
    if (law instanceof LossLaw) {
      holdOut.hidden().forEach(p -> figures.put(p, new PlannedRun(p.n(), p.d()).figure()));
      asked =
          new Figures(
              new double[0],
              holdOut.hidden().stream().map(p -> new PlannedRun(p.n(), p.d())).toList());
    } else {
      List<Point> winners = winners(holdOut, options);
      winners.forEach(p -> figures.put(p, Figures.name("loss", p.c())));
      asked = new Figures(winners.stream().mapToDouble(Point::c).toArray());
    }
    if (figures.isEmpty()) {
      return List.of();
    }
    Sampled sampled =
        new Uncertainty(estimator, options, holdOut.seen(), law, asked).sampled(scheme);
    Intervals intervals = sampled.intervals();
    warnings.addAll(intervals.warnings());
    Scatter scatter = Scatter.about(law, holdOut.seen());
    List<Prediction> predictions = new ArrayList<>();
    figures.forEach(
        (point, figure) ->
            predictions.add(
                new Prediction(
                    point,
                    scatter.band(
                        intervals.of(figure).orElseThrow().value(),
                        sampled.draws().get(figure),
                        Seeds.of(scheme)))));
    return predictions;
  }

  /** The best models of hidden budgets, or of budgets that hidden models win. */
  private static List<Point> winners(HoldOut holdOut, FitOptions options) {
    if (holdOut.hidden().stream().allMatch(p -> Double.isFinite(p.budget()))) {
      Map<Double, Point> best = new LinkedHashMap<>();
      Comparator<Point> byLoss = Comparator.comparingDouble(Point::loss);
      holdOut
          .hidden()
          .forEach(p -> best.merge(p.budget(), p, (a, b) -> byLoss.compare(a, b) <= 0 ? a : b));
      return List.copyOf(best.values());
    }
    List<EnvelopePoint> hidden =
        EnvelopeFit.fit(holdOut.whole(), options.envelope())
            .fitted()
            .map(EnvelopeLaws::points)
            .orElse(List.of())
            .stream()
            .filter(winner -> isHidden(winner, holdOut))
            .toList();
    List<EnvelopePoint> inside = hidden.stream().filter(winner -> !winner.edge()).toList();
    return thinned(inside.isEmpty() ? hidden : inside);
  }

  /** A winner is hidden if it lies on the curve of a size between hidden checkpoints. */
  private static boolean isHidden(EnvelopePoint winner, HoldOut holdOut) {
    double flop = winner.compute() * ComputeCount.FLOP_PER_PFLOPS_DAY;
    List<Point> ofSize =
        holdOut.hidden().stream().filter(p -> p.size().equals(winner.size())).toList();
    return ofSize.stream().anyMatch(p -> p.c() <= flop * (1 + 1e-9))
        && ofSize.stream().anyMatch(p -> p.c() >= flop * (1 - 1e-9));
  }

  private static List<Point> thinned(List<EnvelopePoint> winners) {
    int count = Math.min(WINNERS, winners.size());
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      EnvelopePoint winner = winners.get((int) ((long) i * winners.size() / count));
      points.add(
          new Point(
              "envelope",
              winner.size(),
              winner.parameters(),
              winner.tokens(),
              winner.compute() * ComputeCount.FLOP_PER_PFLOPS_DAY,
              winner.loss()));
    }
    return points;
  }

  /**
   * Every estimator on every division.
   *
   * @param scheme for the points that a law sees
   */
  public static List<BackTest> all(
      List<HoldOut> divisions,
      List<Estimator> estimators,
      FitOptions options,
      Function<Selection, Scheme> scheme) {
    List<BackTest> tests = new ArrayList<>();
    for (HoldOut holdOut : divisions) {
      for (Estimator estimator : estimators) {
        tests.add(of(holdOut, estimator, options, scheme.apply(holdOut.seen())));
      }
    }
    return tests;
  }
}
