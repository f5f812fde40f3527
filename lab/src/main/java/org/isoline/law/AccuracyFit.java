package org.isoline.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@link AccuracyLaw} of one task by least squares on accuracy, from several starts. The objective
 * in the report is half the sum of squared residuals.
 *
 * <p>Accuracies at chance carry no law, however well a curve goes through them: the report warns
 * where what the curve explains is within noise.
 */
public final class AccuracyFit {
  static final String METHOD = "accuracy";

  /** Least squares are Huber's loss without an end. */
  private static final double SQUARES = Double.POSITIVE_INFINITY;

  private static final double SCALE = 100;

  /** Standard deviations that a difference must exceed to be more than noise. */
  private static final double NOISE = 2;

  /** A gain in accuracy this small is none. */
  private static final double NOTHING = 1e-4;

  /** A rate over the spread of the loss with which a curve is a straight line. */
  private static final double STRAIGHT = 1e-2;

  /** An upper end this far beyond certainty was not seen. */
  private static final double ENDLESS = 10;

  private final Selection selection;
  private final AccuracyOptions options;
  private final double[] losses;
  private final double[] accuracies;

  private AccuracyFit(Selection selection, double[] accuracies, AccuracyOptions options) {
    this.selection = selection;
    this.options = options;
    this.losses = selection.points().stream().mapToDouble(Point::loss).toArray();
    this.accuracies = accuracies;
  }

  /**
   * The law of one architecture and one task. Rows without an accuracy take no part and are listed
   * as dropped.
   *
   * @throws LawException if the observations are of several architectures
   */
  public static Outcome<AccuracyLaw> fit(
      List<Observation> observations, Convention convention, AccuracyOptions options) {
    Map<Point, Observation> sources = new IdentityHashMap<>();
    Selection all = Selection.of(observations, convention, options.rule(), sources);
    List<Point> points = new ArrayList<>();
    List<Dropped> dropped = new ArrayList<>(all.dropped());
    for (Point point : all.points()) {
      Observation source = sources.get(point);
      if (source.accuracy() >= 0 && source.accuracy() <= 1) {
        points.add(point);
      } else {
        dropped.add(new Dropped(source.run(), source.where(), defect(source.accuracy())));
      }
    }
    double[] accuracies = points.stream().mapToDouble(p -> sources.get(p).accuracy()).toArray();
    return new AccuracyFit(
            new Selection(all.convention(), points, dropped, all.warnings()), accuracies, options)
        .solve();
  }

  private static String defect(double accuracy) {
    return Double.isNaN(accuracy)
        ? "accuracy is unknown or not a number"
        : "accuracy = " + accuracy + " is not a share from 0 to 1";
  }

  private Outcome<AccuracyLaw> solve() {
    FitReport failure = FitReport.withoutLaw(METHOD, selection, losses.length);
    int distinct = (int) Arrays.stream(losses).distinct().count();
    if (distinct < options.free()) {
      return new Outcome.TooFewPoints<>(
          distinct,
          options.free(),
          "distinct losses for " + options.free() + " coefficients",
          failure);
    }
    if (Line.spread(accuracies) == 0) {
      return new Outcome.Undetermined<>("all accuracies are " + accuracies[0], failure);
    }
    AccuracyCurve curve = new AccuracyCurve(options.form(), options.chance(), losses);
    RobustObjective objective = new RobustObjective(curve, accuracies, SQUARES, SCALE);
    Searches searches =
        Searches.run(
            objective,
            curve.starts(accuracies),
            options.maxIterations(),
            options.gradientTolerance(),
            SCALE);
    AccuracyLaw law = curve.law(searches.x());
    double residual = Math.sqrt(2 * searches.value() / Math.max(1, losses.length - options.free()));
    Map<String, Double> diagnostics = searches.diagnostics();
    diagnostics.put("residual_deviation", residual);
    diagnostics.put("gain", gain(law));
    diagnostics.put("chance", law.chance());
    FitReport report =
        FitReport.of(
            METHOD,
            selection,
            losses.length,
            searches.value(),
            diagnostics,
            warnings(law, residual));
    return searches.outcome(law, boundary(law), report);
  }

  /** What the law gains from the highest loss to the lowest. */
  private double gain(AccuracyLaw law) {
    return law.accuracy(lowest(losses)) - law.accuracy(highest(losses));
  }

  private Optional<String> boundary(AccuracyLaw law) {
    if (gain(law) < NOTHING) {
      return Optional.of("accuracy does not rise as the loss falls");
    }
    double spread = Line.spread(losses);
    return switch (law) {
      case AccuracyLaw.ExponentialError own when Math.abs(own.gamma()) * spread < STRAIGHT ->
          Optional.of("gamma is 0: accuracy is a straight line in the loss");
      case AccuracyLaw.Sigmoid own when own.a() > ENDLESS ->
          Optional.of("a has no upper end: the accuracies show no levelling off at low loss");
      case AccuracyLaw.Sigmoid own when -own.k() * spread < STRAIGHT ->
          Optional.of("k is 0: accuracy is a straight line in the loss");
      default -> Optional.empty();
    };
  }

  private List<String> warnings(AccuracyLaw law, double residual) {
    List<String> warnings = new ArrayList<>();
    double chance = law.chance();
    double noise = noise(chance, residual);
    double best = law.accuracy(lowest(losses));
    if (best - chance < NOISE * noise) {
      warnings.add(
          Numbers.format(
              "at the lowest loss the curve gives %.4f, within noise (%.4f) of chance %.4f: these models"
                  + " cannot do the task",
              best, NOISE * noise, chance));
    }
    if (gain(law) < NOISE * noise) {
      warnings.add(
          Numbers.format(
              "the curve gains %.4f over all losses, within noise (%.4f): it is flat",
              gain(law), NOISE * noise));
    }
    if (chance < -noise || chance > 1) {
      warnings.add(
          Numbers.format("the accuracy of guessing %.4f is not possible; give it", chance));
    }
    if (law instanceof AccuracyLaw.Sigmoid own && own.c() + own.a() > 1 + noise) {
      warnings.add(
          Numbers.format("the upper end c + a = %.4f is more than certain", own.c() + own.a()));
    }
    if (options.chance().isPresent() && lowest(accuracies) < chance - 2 * NOISE * noise) {
      warnings.add(
          Numbers.format(
              "some accuracy is %.4f, well below chance %.4f", lowest(accuracies), chance));
    }
    return warnings;
  }

  /** One standard deviation of an accuracy near chance. */
  private double noise(double chance, double residual) {
    if (options.items().isEmpty()) {
      return residual;
    }
    double p = Math.clamp(chance, 0, 1);
    return Math.max(residual, Math.sqrt(p * (1 - p) / options.items().getAsInt()));
  }

  private static double lowest(double[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }

  private static double highest(double[] values) {
    return Arrays.stream(values).max().orElseThrow();
  }
}
