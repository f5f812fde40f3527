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
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!pairAt(text, i)) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  static String replaceLoneSurrogates(String text) {
    StringBuilder whole = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        whole.append(c);
      } else if (pairAt(text, i)) {
        whole.append(c).append(text.charAt(i + 1));
        i++;
      } else {
        whole.append(REPLACEMENT);
      }
    }
    return whole.toString();
  }

  private static boolean pairAt(String text, int i) {
    return i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
  }
}
