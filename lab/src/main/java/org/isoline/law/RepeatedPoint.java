package org.isoline.law;

import java.util.Objects;
import java.util.Optional;

/**
 * A checkpoint with the size of its corpus.
 *
 * @param point N, D and loss
 * @param u distinct tokens of the corpus; more than D where a run did not get through it
 */
public record RepeatedPoint(Point point, double u) {
  /** Checks that the point is there; the numbers are judged by the fit. */
  public RepeatedPoint {
    Objects.requireNonNull(point, "point");
  }

  /** Why no fit can use it, if so. */
  Optional<String> defect() {
    return point
        .defect()
        .or(
            () ->
                u > 0 && Double.isFinite(u)
                    ? Optional.empty()
                    : Optional.of("unique tokens = " + u + " are not a positive number"));
  }

  /** Distinct tokens seen. */
  double seen() {
    return Math.min(u, point.d());
  }

  /** R_D, passes over the corpus after the first. */
  double repeats() {
    return point.d() / seen() - 1;
  }
}
