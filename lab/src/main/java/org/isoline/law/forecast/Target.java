package org.isoline.law.forecast;

import java.util.Set;
import java.util.TreeSet;
import org.isoline.law.LawException;
import org.isoline.law.ParametricLaw;

/**
 * The figure of a law that one wants to know well.
 *
 * @param figure a coefficient such as {@code alpha}, or {@code loss}, {@code parameters} or {@code
 *     tokens} at a budget
 * @param flop the budget; NaN for a coefficient
 */
public record Target(String figure, double flop) {
  private static final Set<String> AT_BUDGETS = Set.of("loss", "parameters", "tokens");
  private static final Set<String> COEFFICIENTS = Set.of("E", "A", "B", "alpha", "beta", "a", "b");

  /**
   * Checks the name and the budget.
   *
   * @throws LawException if there is no such figure
   */
  public Target {
    boolean coefficient = COEFFICIENTS.contains(figure) && Double.isNaN(flop);
    boolean budget = AT_BUDGETS.contains(figure) && flop > 0 && Double.isFinite(flop);
    if (!coefficient && !budget) {
      throw new LawException(
          "no target '"
              + figure
              + (Double.isNaN(flop) ? "" : "@" + flop)
              + "'; there are "
              + new TreeSet<>(COEFFICIENTS)
              + " and "
              + new TreeSet<>(AT_BUDGETS)
              + " at a budget in FLOP, such as loss@1e21");
    }
  }

  /**
   * Reads {@code alpha} or {@code loss@1e21}.
   *
   * @throws LawException if it is neither
   */
  public static Target parse(String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      return new Target(text, Double.NaN);
    }
    try {
      return new Target(text.substring(0, at), Double.parseDouble(text.substring(at + 1)));
    } catch (NumberFormatException e) {
      throw new LawException(
          "'" + text.substring(at + 1) + "' of target '" + text + "' is not a number of FLOP", e);
    }
  }

  /** The figure of a law. */
  public double of(ParametricLaw law) {
    return switch (figure) {
      case "loss" -> law.lossAt(flop);
      case "parameters" -> law.parametersAt(flop);
      case "tokens" -> law.tokensAt(flop);
      default -> law.coefficients().get(figure);
    };
  }

  /** The name by which {@link #parse} knows it. */
  public String name() {
    return Double.isNaN(flop) ? figure : figure + "@" + flop;
  }
}
