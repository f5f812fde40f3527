package org.isoline.law.interval;

import java.util.Arrays;

/**
 * A figure and how far it moves.
 *
 * @param value of the data as they are
 * @param low95 lower end of the 95 % interval
 * @param high95 upper end
 * @param low80 lower end of the 80 % interval
 * @param high80 upper end
 * @param standardError standard deviation over the draws
 */
public record Interval(
    double value, double low95, double high95, double low80, double high80, double standardError) {
  /** An interval that could not be formed. */
  public static Interval unknown(double value) {
    return new Interval(value, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
  }

  /** Percentile intervals; draws that are not finite numbers do not count. */
  public static Interval percentiles(double value, double[] draws) {
    double[] sorted = Arrays.stream(draws).filter(Double::isFinite).sorted().toArray();
    if (sorted.length < 2) {
      return unknown(value);
    }
    return new Interval(
        value,
        quantile(sorted, 0.025),
        quantile(sorted, 0.975),
        quantile(sorted, 0.1),
        quantile(sorted, 0.9),
        deviation(sorted));
  }

  /** Whether a number lies in the 95 % interval. */
  public boolean covers95(double truth) {
    return low95 <= truth && truth <= high95;
  }

  /** Whether a number lies in the 80 % interval. */
  public boolean covers80(double truth) {
    return low80 <= truth && truth <= high80;
  }

  /**
   * A quantile of sorted numbers, straight between neighbours: the share p of the way from the
   * first to the last.
   */
  static double quantile(double[] sorted, double p) {
    double place = p * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  static double deviation(double[] values) {
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    double sum = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(sum / (values.length - 1));
  }
}
