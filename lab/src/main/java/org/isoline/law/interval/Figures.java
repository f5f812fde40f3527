package org.isoline.law.interval;

import java.util.LinkedHashMap;
import java.util.Map;
import org.isoline.law.ComputeLaw;

/**
 * What a law is asked: its coefficients, and what budgets buy.
 *
 * @param budgets in FLOP
 */
public record Figures(double... budgets) {
  /** Copies the budgets. */
  public Figures {
    budgets = budgets.clone();
  }

  /** The coefficients, then {@code loss@C}, {@code parameters@C} and {@code tokens@C}. */
  public Map<String, Double> of(ComputeLaw law) {
    Map<String, Double> figures = new LinkedHashMap<>(law.coefficients());
    for (double budget : budgets) {
      figures.put(name("loss", budget), law.lossAt(budget));
      figures.put(name("parameters", budget), law.parametersAt(budget));
      figures.put(name("tokens", budget), law.tokensAt(budget));
    }
    return figures;
  }

  /** The name of a figure at a budget. */
  public static String name(String figure, double budget) {
    return figure + "@" + budget;
  }
}
