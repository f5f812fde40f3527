package org.isoline.law;

/**
 * How IsoFLOP parabolas are drawn.
 *
 * @param tolerance budgets closer than this, as a difference of ln C, are one budget
 * @param slices budgets at which training curves are cut where there are curves and no planned
 *     budgets
 * @param edges whether a vertex outside the models of its budget counts
 * @param rule which checkpoints count
 */
public record IsoFlopOptions(double tolerance, int slices, EdgePoints edges, SelectionRule rule) {
  private static final double TEN_PERCENT = 0.1;
  private static final int SLICES = 9;

  /**
   * Checks the ranges.
   *
   * @throws LawException if the tolerance is not positive or there are fewer than two slices
   */
  public IsoFlopOptions {
    if (!(tolerance > 0)) {
      throw new LawException(
          "tolerance = " + tolerance + " is not positive; 0.1 groups budgets within 10 %");
    }
    if (slices < 2) {
      throw new LawException("slices = " + slices + "; a law in C needs at least 2");
    }
  }

  /** Budgets within 10 %, nine slices, vertices inside the range only, warm-up dropped. */
  public static IsoFlopOptions defaults() {
    return new IsoFlopOptions(TEN_PERCENT, SLICES, EdgePoints.DROP, SelectionRule.afterWarmup());
  }
}
