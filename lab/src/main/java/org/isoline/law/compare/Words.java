package org.isoline.law.compare;

import java.util.Locale;

/** Numbers for people. */
final class Words {
  private static final int SIGNIFICANT = 3;

  private Words() {}

  /** As 1e21 or 1.25e21. */
  static String flop(double flop) {
    if (!Double.isFinite(flop) || flop == 0) {
      return Double.isNaN(flop) ? "unknown" : Double.toString(flop);
    }
    String[] parts = String.format(Locale.ROOT, "%.2e", flop).split("e", -1);
    String mantissa = parts[0].replaceAll("\\.?0+$", "");
    return mantissa + "e" + Integer.parseInt(parts[1].replace("+", ""));
  }

  /** Three significant digits, at least two behind the point. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "unknown";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "infinity" : "-infinity";
    }
    double size = Math.abs(value);
    if (size >= 1e5 || size < 1e-3 && size > 0) {
      return flop(value);
    }
    int decimals = size >= 100 ? 0 : size >= 0.1 ? 2 : SIGNIFICANT + 1;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  static String p(double p) {
    return p < 0.001 ? "p < 0.001" : String.format(Locale.ROOT, "p = %.3f", p);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.3g %%", 100 * share);
  }
}
