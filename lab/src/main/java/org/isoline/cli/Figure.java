package org.isoline.cli;

import java.util.Locale;
import org.isoline.law.interval.Interval;

/** Numbers and intervals for people; files have all digits. */
final class Figure {
  private Figure() {}

  /** Four significant digits. */
  static String of(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4g", value) : "unknown";
  }

  /** The value with its 95 % and 80 % interval. */
  static String of(Interval interval) {
    return of(interval.value())
        + "   95 % "
        + range(interval.low95(), interval.high95())
        + "   80 % "
        + range(interval.low80(), interval.high80());
  }

  static String percent(double share) {
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%.2f %%", 100 * share) : "unknown";
  }

  private static String range(double low, double high) {
    return of(low) + " to " + of(high);
  }
}
