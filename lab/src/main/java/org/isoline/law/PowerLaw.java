package org.isoline.law;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * y = coefficient * x^exponent.
 *
 * @param coefficient y at x = 1, in the unit of y
 * @param exponent negative for a loss that falls with x
 */
public record PowerLaw(double coefficient, double exponent) {
  /** y at {@code x}, in the unit x had when the law was fitted. */
  public double evaluate(double x) {
    return coefficient * Math.pow(x, exponent);
  }

  /** Names for the coefficients of L(C), N_opt(C) and D_opt(C). */
  static Map<String, Double> three(PowerLaw loss, PowerLaw parameters, PowerLaw tokens) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss_coefficient", loss.coefficient());
    values.put("loss_exponent", loss.exponent());
    values.put("parameters_coefficient", parameters.coefficient());
    values.put("a", parameters.exponent());
    values.put("tokens_coefficient", tokens.coefficient());
    values.put("b", tokens.exponent());
    return values;
  }
}
