package org.isoline.law;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The points that a parametric law hangs on, and the law without them, side by side: whoever drops
 * points must show both.
 *
 * <p>A point is an outlier if |r| / s is above a cutoff, with r its residual of ln L from the law
 * of the points kept and s = 1.4826 median |r| of those. Among the points kept, one is influential
 * if leaving it out moves alpha or beta by more than a part of a robust standard error, which is
 * sqrt(n) 1.4826 median |shift| over all points left out in turn (the jackknife with a median in
 * place of a mean). Outliers hide each other while they are in the fit, so they are looked for
 * again after each fit, and all points are judged again each time.
 *
 * @param all the law of all points
 * @param without the law without the influential ones
 * @param points those set aside, largest residual first
 * @param shifts without minus all, by coefficient; empty if there are not two laws
 * @param standardErrors robust ones of alpha and beta without the influential points; NaN if they
 *     could not be had
 * @param warnings in words; empty if the search settled
 */
public record InfluentialPoints(
    Outcome<ParametricLaw> all,
    Outcome<ParametricLaw> without,
    List<InfluentialPoint> points,
    Map<String, Double> shifts,
    Map<String, Double> standardErrors,
    List<String> warnings) {

  /** Copies the collections. */
  public InfluentialPoints {
    points = List.copyOf(points);
    shifts = Collections.unmodifiableMap(new LinkedHashMap<>(shifts));
    standardErrors = Collections.unmodifiableMap(new LinkedHashMap<>(standardErrors));
    warnings = List.copyOf(warnings);
  }

  /** Looks for them with the default limits. */
  public static InfluentialPoints find(Selection selection, ParametricOptions options) {
    return find(selection, options, InfluenceOptions.defaults());
  }

  /** Looks for them. Where there is no law of all points, nothing is set aside. */
  public static InfluentialPoints find(
      Selection selection, ParametricOptions options, InfluenceOptions limits) {
    return new InfluenceSearch(selection, options, limits).run();
  }

  /** The change of each coefficient between two laws. */
  static Map<String, Double> shifts(ParametricLaw from, ParametricLaw to) {
    Map<String, Double> shifts = new LinkedHashMap<>();
    Map<String, Double> before = from.coefficients();
    to.coefficients().forEach((name, value) -> shifts.put(name, value - before.get(name)));
    return shifts;
  }
}
