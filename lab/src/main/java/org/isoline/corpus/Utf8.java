package org.isoline.corpus;

import java.nio.charset.StandardCharsets;

/** UTF-8 bytes of strings that may hold halves of surrogate pairs. */
final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';

  private Utf8() {}

  /** The bytes of the text; half a surrogate pair becomes U+FFFD, which has three bytes. */
  static byte[] bytes(String text) {
    return (firstLoneSurrogate(text) < 0 ? text : replaceLoneSurrogates(text))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Index of the first half of a surrogate pair that has no other half, or -1. */
  static int firstLoneSurrogate(String text) {
    int i = 0;
    while (i < text.length()) {
      if (Character.isSurrogate(text.charAt(i)) && !pairAt(text, i)) {
        return i;
      }
      i += pairAt(text, i) ? 2 : 1;
    }
    return -1;
  }

  static String replaceLoneSurrogates(String text) {
    StringBuilder whole = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      int codePoint = text.codePointAt(i);
      boolean lone = Character.getType(codePoint) == Character.SURROGATE;
      whole.appendCodePoint(lone ? REPLACEMENT : codePoint);
      i += Character.charCount(codePoint);
    }
    return whole.toString();
  }

  private static boolean pairAt(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        && i + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(i + 1));
  }
}
