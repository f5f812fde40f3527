package org.isoline.law.interval;

import java.util.List;
import java.util.Optional;
import org.isoline.law.ComputeLaw;
import org.isoline.law.Convention;
import org.isoline.law.Estimator;
import org.isoline.law.FitOptions;
import org.isoline.law.InfluentialPoints;
import org.isoline.law.Law;
import org.isoline.law.Observation;
import org.isoline.law.Outcome;
import org.isoline.law.Selection;
import org.isoline.law.TableEstimator;

/**
 * Runs an estimator, and every scheme of intervals about what it finds.
 *
 * @param options of the estimators
 * @param schemes of the intervals, the foremost first; none for laws alone
 * @param asked figures to give intervals for
 */
public record Estimates(FitOptions options, List<Scheme> schemes, Figures asked) {
  /** Copies the schemes. */
  public Estimates {
    schemes = List.copyOf(schemes);
  }

  /** The estimate of points already selected. */
  public Estimate of(String arch, Estimator estimator, Selection selection) {
    Outcome<? extends ComputeLaw> outcome = estimator.fit(selection, options);
    Optional<ComputeLaw> law = outcome.fitted().map(ComputeLaw.class::cast);
    List<Intervals> intervals =
        law.map(
                found -> {
                  Uncertainty uncertainty =
                      new Uncertainty(estimator, options, selection, found, asked);
                  return schemes.stream().map(uncertainty::under).toList();
                })
            .orElse(List.of());
    Optional<InfluentialPoints> influence =
        estimator == Estimator.PARAMETRIC && law.isPresent()
            ? Optional.of(InfluentialPoints.find(selection, options.parametric()))
            : Optional.empty();
    return new Estimate(arch, estimator, selection, outcome, intervals, influence);
  }

  /**
   * The estimate of rows; intervals from a bootstrap over runs, whatever else is among the schemes.
   */
  public Estimate of(
      String arch, TableEstimator way, List<Observation> observations, Convention convention) {
    Outcome<? extends Law> outcome = way.fit(observations, convention, options.parametric());
    List<Intervals> intervals =
        outcome
            .fitted()
            .map(
                law ->
                    schemes.stream()
                        .filter(Scheme.Runs.class::isInstance)
                        .map(Scheme.Runs.class::cast)
                        .map(
                            runs ->
                                TableBootstrap.of(
                                    law,
                                    observations,
                                    runs,
                                    drawn -> way.fit(drawn, convention, options.parametric())))
                        .toList())
            .orElse(List.of());
    Selection selection = Selection.of(observations, convention, options.parametric().rule());
    return new Estimate(arch, way, selection, outcome, intervals, Optional.empty());
  }
}
