package org.isoline.law.interval;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.isoline.law.ComputeLaw;
import org.isoline.law.LossLaw;

/**
 * What a law is asked: its coefficients, what budgets buy, and what planned runs reach.
 *
 * @param budgets in FLOP
 * @param runs whose loss is asked for; NaN of laws that speak of budgets only
 */
public record Figures(double[] budgets, List<PlannedRun> runs) {
  /** Copies budgets and runs. */
  public Figures {
    budgets = budgets.clone();
    runs = List.copyOf(runs);
  }

  /** Coefficients and budgets, in FLOP. */
  public Figures(double... budgets) {
    this(budgets, List.of());
  }

  /**
   * The coefficients, then {@code loss@C}, {@code parameters@C}, {@code tokens@C} and {@code
   * tokens_per_parameter@C}, then {@code loss(N,D)}.
   */
  public Map<String, Double> of(ComputeLaw law) {
    Map<String, Double> figures = new LinkedHashMap<>(law.coefficients());
    for (double budget : budgets) {
      double parameters = law.parametersAt(budget);
      double tokens = law.tokensAt(budget);
      figures.put(name("loss", budget), law.lossAt(budget));
      figures.put(name("parameters", budget), parameters);
      figures.put(name("tokens", budget), tokens);
      figures.put(name("tokens_per_parameter", budget), tokens / parameters);
    }
    for (PlannedRun run : runs) {
      double loss =
          law instanceof LossLaw surface
              ? surface.loss(run.parameters(), run.tokens())
              : Double.NaN;
      figures.put(run.figure(), loss);
    }
    return figures;
  }

  /** The name of a figure at a budget. */
  public static String name(String figure, double budget) {
    return figure + "@" + budget;
  }
}
