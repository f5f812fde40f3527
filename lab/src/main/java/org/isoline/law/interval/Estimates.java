package org.isoline.law.interval;

import java.util.List;
import java.util.Optional;
import org.isoline.law.ComputeLaw;
import org.isoline.law.Estimator;
import org.isoline.law.FitOptions;
import org.isoline.law.Outcome;
import org.isoline.law.Selection;

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
    return new Estimate(arch, estimator, selection, outcome, intervals);
  }
}
