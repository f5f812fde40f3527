package org.isoline.evaluate.average;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * A score and how sure it is.
 *
 * @param value of any unit, finite
 * @param standardError in the unit of the value, finite and not negative; empty where it is unknown
 */
public record Measured(double value, OptionalDouble standardError) {
  /**
   * Checks both.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  public Measured {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("a score of " + value + "; it must be a finite number");
    }
    standardError.ifPresent(
        error -> {
          if (!Double.isFinite(error) || error < 0) {
            throw new IllegalArgumentException(
                "a standard error of " + error + "; it must be finite and not negative");
          }
        });
  }

  /** A score with a known standard error. */
  public static Measured of(double value, double standardError) {
    return new Measured(value, OptionalDouble.of(standardError));
  }

  /** A score of which only the value is known. */
  public static Measured valueOnly(double value) {
    return new Measured(value, OptionalDouble.empty());
  }

  /**
   * Mean of independent values; its standard error is {@code s / sqrt(n)} with the sample deviation
   * s over n - 1, as in the lm-evaluation-harness ({@code mean_stderr}), and empty for one value.
   *
   * @throws IllegalArgumentException without a value
   */
  public static Measured mean(double[] values) {
    int n = values.length;
    double mean =
        Arrays.stream(values)
            .average()
            .orElseThrow(
                () -> new IllegalArgumentException("no value to average; give at least one"));
    if (n < 2) {
      return valueOnly(mean);
    }
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return of(mean, Math.sqrt(squares / (n - 1) / n));
  }
}
