package org.isoline.law;

/**
 * When a point counts as influential.
 *
 * @param cutoff a residual of ln L beyond so many robust standard deviations is an outlier
 * @param shift a point that moves alpha or beta by more than this part of its robust standard error
 *     is influential
 * @param share of the points that may be set aside at most
 */
public record InfluenceOptions(double cutoff, double shift, double share) {
  /**
   * Checks the ranges.
   *
   * @throws LawException if a limit is not positive or the share is not below one half
   */
  public InfluenceOptions {
    if (!(cutoff > 0 && shift > 0)) {
      throw new LawException(
          "cutoff = " + cutoff + ", shift = " + shift + "; both must be positive, 6 and 1 say");
    }
    if (!(share > 0 && share < 0.5)) {
      throw new LawException(
          "share = " + share + " is not between 0 and 0.5; a law is of most of its points");
    }
  }

  /** Six robust standard deviations, one standard error, a tenth of the points. */
  public static InfluenceOptions defaults() {
    return new InfluenceOptions(6, 1, 0.1);
  }
}
