package org.isoline.law;

import java.util.Objects;
import java.util.Optional;

/**
 * One checkpoint as the fits consume it.
 *
 * @param run the run it belongs to: checkpoints of one run are not independent of each other
 * @param size the rung of the ladder
 * @param n parameters
 * @param d tokens seen
 * @param c FLOP spent; NaN if unknown (a parametric fit does not need it)
 * @param loss nats per token
 * @param budget the compute it was planned for, FLOP; NaN if there was no such plan
 */
public record Point(
    String run, String size, double n, double d, double c, double loss, double budget) {
  /** A point of no planned budget. */
  public Point(String run, String size, double n, double d, double c, double loss) {
    this(run, size, n, d, c, loss, Double.NaN);
  }

  /**
   * Checks that the names are there; the numbers are judged by the fits, which say what they drop.
   */
  public Point {
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(size, "size");
  }

  /** Why no fit can use this point, if so. */
  Optional<String> defect() {
    return defect("loss", loss).or(() -> defect("N", n)).or(() -> defect("D", d));
  }

  /** Why no fit against compute can use this point, if so. */
  Optional<String> computeDefect() {
    return defect("C", c);
  }

  private static Optional<String> defect(String name, double value) {
    if (Double.isNaN(value)) {
      return Optional.of(name + " is unknown or not a number");
    }
    return value > 0 && Double.isFinite(value)
        ? Optional.empty()
        : Optional.of(name + " = " + value + " is not a positive number");
  }
}
