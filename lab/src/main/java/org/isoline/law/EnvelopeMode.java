package org.isoline.law;

/** How the winners of an envelope become points of a regression. */
public enum EnvelopeMode {
  /** Every budget of the grid is a point: what Hoffmann et al. and arXiv 2406.16690 do. */
  RAW("envelope"),
  /**
   * Every size that wins somewhere is one point, at the geometric mean of the budgets it wins, so
   * that a size is not counted once a grid point.
   */
  INTERVAL_MID("envelope-interval");

  private final String method;

  EnvelopeMode(String method) {
    this.method = method;
  }

  /** The name of the estimator in reports and files. */
  public String method() {
    return method;
  }
}
