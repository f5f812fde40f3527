package org.isoline.study;

import java.util.Locale;

/** Numbers as people read them. */
final class Figures {
  private static final String[] BYTES = {"B", "kB", "MB", "GB", "TB", "PB"};

  private Figures() {}

  /** 76,294. */
  static String whole(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Four digits: 179.0, 0.4434, 1.234e-08. */
  static String four(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  /** 71 %. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  /** 69.2 MB, in powers of 1000. */
  static String bytes(double value) {
    int unit = 0;
    double scaled = value;
    while (scaled >= 999.95 && unit < BYTES.length - 1) {
      scaled /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", scaled, BYTES[unit]);
  }

  /** 41 s, 12.3 min, 5.1 h, 17.4 d. */
  static String duration(double seconds) {
    if (seconds < 100) {
      return String.format(Locale.ROOT, "%.2g s", seconds);
    }
    if (seconds < 6000) {
      return String.format(Locale.ROOT, "%.1f min", seconds / 60);
    }
    return seconds < 360_000
        ? String.format(Locale.ROOT, "%.1f h", seconds / 3600)
        : String.format(Locale.ROOT, "%,.1f d", seconds / 86_400);
  }
}
