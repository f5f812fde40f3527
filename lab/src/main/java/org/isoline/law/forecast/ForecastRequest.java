package org.isoline.law.forecast;

import java.util.List;
import java.util.Objects;
import org.isoline.law.Estimator;
import org.isoline.law.FitOptions;
import org.isoline.law.LawException;
import org.isoline.law.interval.PlannedRun;
import org.isoline.law.interval.Scheme;

/**
 * What is to be forecast, and how.
 *
 * @param estimator of the law
 * @param options of the estimator
 * @param scheme of the intervals
 * @param budgets in FLOP
 * @param runs planned runs whose loss is asked for
 * @param price of compute
 */
public record ForecastRequest(
    Estimator estimator,
    FitOptions options,
    Scheme scheme,
    List<Double> budgets,
    List<PlannedRun> runs,
    Price price) {
  /**
   * Copies the lists and checks them.
   *
   * @throws LawException if nothing is asked or a budget is not a positive number
   */
  public ForecastRequest {
    Objects.requireNonNull(estimator, "estimator");
    Objects.requireNonNull(scheme, "scheme");
    budgets = List.copyOf(budgets);
    runs = List.copyOf(runs);
    if (budgets.isEmpty() && runs.isEmpty()) {
      throw new LawException("nothing to forecast: give a budget in FLOP or a model N,D");
    }
    for (double budget : budgets) {
      if (!(budget > 0) || Double.isInfinite(budget)) {
        throw new LawException("a budget of " + budget + " FLOP is not a positive number");
      }
    }
  }
}
