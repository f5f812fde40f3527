package org.isoline.law.interval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.isoline.law.ComputeCount;
import org.isoline.law.Convention;
import org.isoline.law.EnvelopeOptions;
import org.isoline.law.Estimator;
import org.isoline.law.FitOptions;
import org.isoline.law.IsoFlopOptions;
import org.isoline.law.LossColumn;
import org.isoline.law.Observation;
import org.isoline.law.ParameterCount;
import org.isoline.law.ParametricLaw;
import org.isoline.law.ParametricOptions;
import org.isoline.law.Point;
import org.isoline.law.Selection;
import org.isoline.law.SelectionRule;

/**
 * The four estimators side by side for every architecture of a study, with C = 6 N D under both
 * counts of N, so that all of them speak of the same budgets.
 *
 * @param rule which checkpoints counted
 * @param architectures by name
 */
public record StudyEstimates(SelectionRule rule, Map<String, List<Comparison>> architectures) {
  private static final int DRAWS = 400;
  private static final int BAND = 17;
  private static final double BEYOND = 10;

  /**
   * One architecture under one convention.
   *
   * @param convention what N, C and L are
   * @param budget the largest compute of the data, FLOP: where the estimators are compared
   * @param estimates of the four
   * @param agreements on a, N*, D* and L* at the budget
   * @param band budgets from the smallest of the data to ten times the largest, and L* there by the
   *     parametric law, with intervals; empty without such a law
   * @param residuals of every point about that law
   * @param rungs every size against the law of the others
   */
  public record Comparison(
      Convention convention,
      double budget,
      List<Estimate> estimates,
      List<Agreement> agreements,
      Map<Double, Interval> band,
      List<Residual> residuals,
      List<Rung> rungs) {}

  /**
   * A point and how far it lies from the law.
   *
   * @param point the point
   * @param residual ln of loss over prediction
   */
  public record Residual(Point point, double residual) {}

  /** The estimates of a study. */
  public static StudyEstimates of(List<Observation> observations, double minTokens) {
    SelectionRule rule = SelectionRule.onePhase(observations).withMinTokens(minTokens);
    Map<String, List<Observation>> byArchitecture = new LinkedHashMap<>();
    observations.forEach(
        o -> byArchitecture.computeIfAbsent(o.arch(), a -> new ArrayList<>()).add(o));
    LossColumn loss =
        observations.stream().anyMatch(o -> Double.isFinite(o.valLoss()))
            ? LossColumn.VALIDATION
            : LossColumn.TRAIN;
    Map<String, List<Comparison>> all = new LinkedHashMap<>();
    byArchitecture.forEach(
        (arch, own) -> {
          List<Comparison> comparisons = new ArrayList<>();
          for (ParameterCount count : ParameterCount.values()) {
            Convention convention = new Convention(count, ComputeCount.SIX_ND, loss);
            comparison(arch, Selection.of(own, convention, rule), convention, rule)
                .ifPresent(comparisons::add);
          }
          all.put(arch, comparisons);
        });
    return new StudyEstimates(rule, all);
  }

  private static Optional<Comparison> comparison(
      String arch, Selection selection, Convention convention, SelectionRule rule) {
    double least = selection.points().stream().mapToDouble(Point::c).min().orElse(Double.NaN);
    double most = selection.points().stream().mapToDouble(Point::c).max().orElse(Double.NaN);
    if (!(least > 0 && most < Double.POSITIVE_INFINITY)) {
      return Optional.empty();
    }
    double[] grid = new double[BAND + 1];
    for (int i = 0; i < BAND; i++) {
      grid[i] = least * Math.pow(BEYOND * most / least, i / (BAND - 1.0));
    }
    grid[BAND] = most;
    FitOptions options =
        new FitOptions(
            EnvelopeOptions.published().withRule(rule),
            IsoFlopOptions.defaults(),
            ParametricOptions.defaults().withRule(rule));
    Estimates way =
        new Estimates(options, List.of(Scheme.automatic(selection, DRAWS, 1)), new Figures(grid));
    List<Estimate> estimates =
        Estimator.four().stream().map(each -> way.of(arch, each, selection)).toList();
    List<Agreement> agreements =
        List.of("a", name("parameters", most), name("tokens", most), name("loss", most)).stream()
            .map(figure -> Agreement.of(figure, estimates))
            .toList();
    Estimate parametric =
        estimates.stream().filter(e -> e.way() == Estimator.PARAMETRIC).findFirst().orElseThrow();
    return Optional.of(
        new Comparison(
            convention,
            most,
            estimates,
            agreements,
            band(parametric, grid),
            residuals(parametric, selection),
            Rung.of(selection, options)));
  }

  private static String name(String figure, double budget) {
    return Figures.name(figure, budget);
  }

  private static Map<Double, Interval> band(Estimate parametric, double[] grid) {
    Map<Double, Interval> band = new LinkedHashMap<>();
    for (int i = 0; i < BAND; i++) {
      double budget = grid[i];
      parametric
          .foremost()
          .flatMap(own -> own.of(name("loss", budget)))
          .ifPresent(interval -> band.put(budget, interval));
    }
    return band;
  }

  private static List<Residual> residuals(Estimate parametric, Selection selection) {
    return parametric
        .law()
        .map(ParametricLaw.class::cast)
        .map(
            law ->
                selection.points().stream()
                    .map(point -> new Residual(point, Rung.residual(law, point)))
                    .toList())
        .orElse(List.of());
  }
}
