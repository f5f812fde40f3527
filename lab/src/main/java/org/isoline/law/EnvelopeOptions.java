package org.isoline.law;

import java.util.Objects;

/**
 * How an envelope is taken.
 *
 * @param budgets grid points, equally spaced in ln C
 * @param mode what is a point of the regression
 * @param edges what becomes of edge budgets
 * @param rule which checkpoints count
 */
public record EnvelopeOptions(
    int budgets, EnvelopeMode mode, EdgePoints edges, SelectionRule rule) {
  private static final int HOFFMANN_BUDGETS = 1500;

  /**
   * Checks the ranges.
   *
   * @throws LawException if there are fewer than two budgets
   */
  public EnvelopeOptions {
    if (budgets < 2) {
      throw new LawException(
          "budgets = " + budgets + "; an envelope needs at least 2, the literature uses 1500");
    }
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(edges, "edges");
    Objects.requireNonNull(rule, "rule");
  }

  /**
   * 1500 budgets (Hoffmann et al., arXiv 2203.15556, approach 1), each a point, edges kept, warm-up
   * dropped.
   */
  public static EnvelopeOptions published() {
    return new EnvelopeOptions(
        HOFFMANN_BUDGETS, EnvelopeMode.RAW, EdgePoints.KEEP, SelectionRule.afterWarmup());
  }

  /** The same options with another number of budgets. */
  public EnvelopeOptions withBudgets(int other) {
    return new EnvelopeOptions(other, mode, edges, rule);
  }

  /** The same options with another mode. */
  public EnvelopeOptions withMode(EnvelopeMode other) {
    return new EnvelopeOptions(budgets, other, edges, rule);
  }

  /** The same options with edges kept or dropped. */
  public EnvelopeOptions withEdges(EdgePoints other) {
    return new EnvelopeOptions(budgets, mode, other, rule);
  }

  /** The same options with another selection of checkpoints. */
  public EnvelopeOptions withRule(SelectionRule other) {
    return new EnvelopeOptions(budgets, mode, edges, other);
  }
}
