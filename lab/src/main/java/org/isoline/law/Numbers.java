package org.isoline.law;

import java.util.Locale;

/** Numbers in messages read the same on every machine. */
final class Numbers {
  private Numbers() {}

  static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
