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

  /** Bytes of the well-formed character at {@code at}, 1 to 4, or 0 if none begins there. */
  static int length(byte[] text, int at, int limit) {
    int first = text[at] & 0xFF;
    if (first < 0x80) {
      return 1;
    }
    int length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (length == 0 || at + length > limit) {
      return 0;
    }
    int second = text[at + 1] & 0xFF;
    int lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (second < lowest || second > highest) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((text[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  private static boolean pairAt(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        && i + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(i + 1));
  }
}
