package org.isoline.law;

import java.util.List;

/**
 * A point that was set aside.
 *
 * @param point itself
 * @param z its residual of ln L from the law of the others, in robust standard deviations
 * @param alphaShift how far alpha moves if this point alone is put back, in robust standard errors
 * @param betaShift the same for beta
 * @param reasons in words
 */
public record InfluentialPoint(
    Point point, double z, double alphaShift, double betaShift, List<String> reasons) {
  /** Copies the reasons. */
  public InfluentialPoint {
    reasons = List.copyOf(reasons);
  }
}
