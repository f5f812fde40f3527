package org.isoline.law.forecast;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.isoline.law.ComputeLaw;
import org.isoline.law.Estimator;
import org.isoline.law.LossLaw;
import org.isoline.law.Outcome;
import org.isoline.law.Point;
import org.isoline.law.Selection;
import org.isoline.law.interval.Figures;
import org.isoline.law.interval.Interval;
import org.isoline.law.interval.Intervals;
import org.isoline.law.interval.PlannedRun;
import org.isoline.law.interval.Sampled;
import org.isoline.law.interval.Uncertainty;

/**
 * What a law of one architecture under one convention says of budgets and runs nobody has paid for
 * yet.
 *
 * @param architecture its name
 * @param estimator of the law
 * @param outcome of the fit
 * @param intervals of the coefficients and all figures; empty without a law
 * @param largestFlop the most compute of a point the law was fitted to; NaN if no point has a
 *     compute
 * @param budgets in the order asked
 * @param runs in the order asked; empty for laws that speak of budgets only
 * @param warnings what a reader must know before spending
 */
public record Forecast(
    String architecture,
    Estimator estimator,
    Outcome<? extends ComputeLaw> outcome,
    Optional<Intervals> intervals,
    double largestFlop,
    List<OfBudget> budgets,
    List<OfRun> runs,
    List<String> warnings) {

  /** Beyond this many decades of compute no published law has been shown to hold. */
  private static final double FAR = 1;

  private static final double FLOP_PER_PARAMETER_AND_TOKEN = 6;

  /** Copies the lists. */
  public Forecast {
    budgets = List.copyOf(budgets);
    runs = List.copyOf(runs);
    warnings = List.copyOf(warnings);
  }

  /**
   * What a budget buys.
   *
   * @param flop the budget
   * @param decadesBeyond log10 of the budget over the largest compute of the data; negative inside
   * @param loss L*, the interval of the law
   * @param measured L*, the band in which the loss of a single run would lie
   * @param parameters N*
   * @param tokens D*
   * @param tokensPerParameter D* / N*
   * @param hours wall-clock; NaN without a rate
   * @param money cost; NaN without a price
   */
  public record OfBudget(
      double flop,
      double decadesBeyond,
      Interval loss,
      Interval measured,
      Interval parameters,
      Interval tokens,
      Interval tokensPerParameter,
      double hours,
      double money) {}

  /**
   * What a planned run reaches.
   *
   * @param run the model and its tokens
   * @param flop 6 N D
   * @param decadesBeyond log10 of 6 N D over the largest compute of the data
   * @param loss the interval of the law
   * @param measured the band in which the loss of the run would lie
   * @param hours wall-clock; NaN without a rate
   * @param money cost; NaN without a price
   */
  public record OfRun(
      PlannedRun run,
      double flop,
      double decadesBeyond,
      Interval loss,
      Interval measured,
      double hours,
      double money) {}

  /** The forecast of an architecture from its points. */
  public static Forecast of(String architecture, Selection selection, ForecastRequest request) {
    Outcome<? extends ComputeLaw> outcome = request.estimator().fit(selection, request.options());
    double largest =
        selection.points().stream()
            .mapToDouble(Point::c)
            .filter(c -> c > 0)
            .max()
            .orElse(Double.NaN);
    Optional<ComputeLaw> law = outcome.fitted().map(ComputeLaw.class::cast);
    if (law.isEmpty()) {
      return new Forecast(
          architecture,
          request.estimator(),
          outcome,
          Optional.empty(),
          largest,
          List.of(),
          List.of(),
          outcome.report().warnings());
    }
    return of(architecture, selection, request, outcome, law.get(), largest);
  }

  private static Forecast of(
      String architecture,
      Selection selection,
      ForecastRequest request,
      Outcome<? extends ComputeLaw> outcome,
      ComputeLaw law,
      double largest) {
    List<PlannedRun> planned = law instanceof LossLaw ? request.runs() : List.of();
    double[] flop = request.budgets().stream().mapToDouble(Double::doubleValue).toArray();
    Sampled sampled =
        new Uncertainty(
                request.estimator(), request.options(), selection, law, new Figures(flop, planned))
            .sampled(request.scheme());
    Scatter scatter = Scatter.about(law, selection);
    List<OfBudget> budgets =
        request.budgets().stream()
            .map(budget -> budget(budget, largest, sampled, scatter, request.price()))
            .toList();
    List<OfRun> runs =
        planned.stream().map(run -> run(run, largest, sampled, scatter, request.price())).toList();
    return new Forecast(
        architecture,
        request.estimator(),
        outcome,
        Optional.of(sampled.intervals()),
        largest,
        budgets,
        runs,
        warnings(outcome, sampled.intervals(), budgets, runs, request));
  }

  private static OfBudget budget(
      double flop, double largest, Sampled sampled, Scatter scatter, Price price) {
    return new OfBudget(
        flop,
        Math.log10(flop / largest),
        at(sampled, Figures.name("loss", flop)),
        band(sampled, Figures.name("loss", flop), scatter),
        at(sampled, Figures.name("parameters", flop)),
        at(sampled, Figures.name("tokens", flop)),
        at(sampled, Figures.name("tokens_per_parameter", flop)),
        price.hours(flop),
        price.money(flop));
  }

  private static OfRun run(
      PlannedRun run, double largest, Sampled sampled, Scatter scatter, Price price) {
    double flop = FLOP_PER_PARAMETER_AND_TOKEN * run.parameters() * run.tokens();
    return new OfRun(
        run,
        flop,
        Math.log10(flop / largest),
        at(sampled, run.figure()),
        band(sampled, run.figure(), scatter),
        price.hours(flop),
        price.money(flop));
  }

  private static Interval at(Sampled sampled, String figure) {
    return sampled.intervals().of(figure).orElseThrow();
  }

  /** The residuals are drawn with the seed of the draws, or 0 where nothing else is random. */
  private static Interval band(Sampled sampled, String figure, Scatter scatter) {
    return scatter.band(
        at(sampled, figure).value(),
        sampled.draws().get(figure),
        Seeds.of(sampled.intervals().scheme()));
  }

  private static List<String> warnings(
      Outcome<? extends ComputeLaw> outcome,
      Intervals intervals,
      List<OfBudget> budgets,
      List<OfRun> runs,
      ForecastRequest request) {
    List<String> warnings = new ArrayList<>(outcome.report().warnings());
    warnings.addAll(intervals.warnings());
    budgets.forEach(b -> far(b.flop(), b.decadesBeyond(), warnings));
    runs.forEach(r -> far(r.flop(), r.decadesBeyond(), warnings));
    if (runs.size() < request.runs().size()) {
      warnings.add(
          request.estimator().id()
              + " speaks of budgets only; for the loss of a model use parametric or"
              + " variable-projection");
    }
    return warnings;
  }

  private static void far(double flop, double decades, List<String> warnings) {
    if (decades > FAR) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%.3g FLOP lie %.1f decades beyond the data: the intervals hold if the law does, which"
                  + " nothing here shows; train something in between first",
              flop,
              decades));
    }
  }
}
