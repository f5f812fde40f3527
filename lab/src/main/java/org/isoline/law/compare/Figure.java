package org.isoline.law.compare;

import java.util.Arrays;
import java.util.Objects;
import org.isoline.law.interval.Interval;

/**
 * Something about two architectures, and how sure it is.
 *
 * @param name of a difference of coefficients, {@code loss_ratio} or {@code compute_multiplier}
 * @param interval value and middle 95 % and 80 % over the draws; an infinite end is one that no
 *     compute reaches
 * @param draws that gave the figure
 * @param p two-sided, that there is no difference
 * @param holm p corrected for the number of architectures
 */
public record Figure(String name, Interval interval, int draws, double p, double holm) {
  /** Checks the names. */
  public Figure {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(interval, "interval");
  }

  /** The figure of the data as they are. */
  public double value() {
    return interval.value();
  }

  /**
   * A figure from its draws.
   *
   * @param none the value that means no difference
   */
  static Figure of(String name, double value, double[] draws, double none) {
    double[] known = Arrays.stream(draws).filter(d -> !Double.isNaN(d)).sorted().toArray();
    double p = known.length == 0 ? Double.NaN : twoSided(known, none);
    return new Figure(name, percentiles(value, known), known.length, p, p);
  }

  Figure withHolm(double corrected) {
    return new Figure(name, interval, draws, p, corrected);
  }

  /** 2 min(P(d &lt;= none), P(d &gt;= none)), each (r + 1) / (n + 1), at most 1. */
  static double twoSided(double[] draws, double none) {
    long below = Arrays.stream(draws).filter(d -> d <= none).count();
    long above = Arrays.stream(draws).filter(d -> d >= none).count();
    return Math.min(1, 2.0 * (Math.min(below, above) + 1) / (draws.length + 1));
  }

  /** Infinite draws are the largest, not missing: without them the upper end would be too low. */
  private static Interval percentiles(double value, double[] sorted) {
    if (sorted.length < 2 || Arrays.stream(sorted).allMatch(Double::isFinite)) {
      return Interval.percentiles(value, sorted);
    }
    return new Interval(
        value,
        quantile(sorted, 0.025),
        quantile(sorted, 0.975),
        quantile(sorted, 0.1),
        quantile(sorted, 0.9),
        Double.NaN);
  }

  private static double quantile(double[] sorted, double p) {
    double place = p * (sorted.length - 1);
    int below = (int) Math.floor(place);
    double low = sorted[below];
    double high = sorted[Math.min(below + 1, sorted.length - 1)];
    return low == high || place == below ? low : low + (place - below) * (high - low);
  }
}
