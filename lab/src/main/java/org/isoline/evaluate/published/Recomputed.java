package org.isoline.evaluate.published;

import java.util.OptionalDouble;
import org.isoline.evaluate.average.Averaged;

/**
 * An average of a printed row beside what the paper prints for it.
 *
 * @param row the printed scores
 * @param printed in percent; empty where the paper prints none of this kind
 * @param recomputed from the printed scores; its list of missing parts says what failed
 */
public record Recomputed(PublishedRow row, OptionalDouble printed, Averaged recomputed) {
  /** Half a unit of the second decimal for the scores, as much for their average. */
  private static final double ROUNDING = 0.01;

  /** Room for what adding decimal fractions in binary leaves. */
  private static final double ARITHMETIC = 1e-9;

  /** Recomputed minus printed, in points; empty without either. */
  public OptionalDouble difference() {
    if (printed.isEmpty() || recomputed.value().isEmpty()) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(recomputed.value().getAsDouble() - printed.getAsDouble());
  }

  /** Whether both are there and differ by no more than their two decimals allow, 0.01 points. */
  public boolean agrees() {
    return difference().stream().anyMatch(d -> Math.abs(d) <= ROUNDING + ARITHMETIC);
  }
}
