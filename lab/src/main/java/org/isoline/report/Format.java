package org.isoline.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** Numbers for people. NaN is a dash, minus is a minus sign, powers of ten are superscripts. */
final class Format {
  static final String NOTHING = "–";
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  private static final int PLAIN_FROM = -3;
  private static final int PLAIN_TO = 4;

  private Format() {}

  /** Significant digits, in powers of ten where zeros would have to be counted. */
  static String number(double value, int digits) {
    if (Double.isNaN(value)) {
      return NOTHING;
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "−∞";
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits));
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= PLAIN_FROM && exponent < PLAIN_TO) {
      int decimals = Math.max(0, digits - 1 - exponent);
      return minus(rounded.setScale(decimals, RoundingMode.HALF_UP).toPlainString());
    }
    BigDecimal mantissa = rounded.movePointLeft(exponent);
    return minus(fixed(mantissa.doubleValue(), digits - 1)) + " × 10" + superscript(exponent);
  }

  /** Decimals after the point. */
  static String fixed(double value, int decimals) {
    if (!Double.isFinite(value)) {
      return number(value, decimals);
    }
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    return minus(text.matches("-0\\.?0*") ? text.substring(1) : text);
  }

  /** A count with a suffix: 12.3 k, 4.56 M, 7.89 B. */
  static String count(double value) {
    if (!Double.isFinite(value) || value < 1000) {
      return Double.isFinite(value) ? fixed(value, 0) : NOTHING;
    }
    List<String> suffixes = List.of(" k", " M", " B", " T");
    int place = (int) Math.min(suffixes.size(), Math.floor(Math.log10(value * 1.0005) / 3));
    return number(value / Math.pow(1000, place), 3) + suffixes.get(place - 1);
  }

  /** A share as a percentage. */
  static String percent(double share) {
    if (!Double.isFinite(share)) {
      return NOTHING;
    }
    // Almost all is not all.
    boolean nearAnEnd = share < 0.1 && share > 0 || share > 0.99 && share < 1;
    double shown = share < 1 ? Math.min(share, 0.999) : share;
    return fixed(100 * shown, nearAnEnd ? 1 : 0) + " %";
  }

  /** Seconds as h, min and s. */
  static String duration(double seconds) {
    if (!Double.isFinite(seconds)) {
      return NOTHING;
    }
    long whole = Math.round(seconds);
    if (whole >= 3600) {
      return String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole / 60 % 60);
    }
    return whole >= 60
        ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%.1f s", seconds);
  }

  private static String superscript(int exponent) {
    StringBuilder text = new StringBuilder(exponent < 0 ? "⁻" : "");
    for (char digit : Integer.toString(Math.abs(exponent)).toCharArray()) {
      text.append(SUPERSCRIPTS.charAt(digit - '0'));
    }
    return text.toString();
  }

  private static String minus(String number) {
    return number.replace('-', '−');
  }
}
