package org.isoline.evaluate.task;

import java.util.Locale;

/**
 * Rules of Python's {@code str} that published prompts rest on, where Java's methods of the same
 * name differ. Lengths and positions are in code points.
 */
final class PythonText {
  /**
   * White space as a class of {@link java.util.regex.Pattern}: what Python's {@code \s} matches.
   */
  static final String SPACE =
      "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";

  private PythonText() {}

  /**
   * Python's {@code str.isspace} for a character. Unlike {@link Character#isWhitespace} it counts
   * the spaces that do not break (U+00A0, U+2007, U+202F) and U+0085.
   */
  static boolean isSpace(int codePoint) {
    return codePoint >= 0x09 && codePoint <= 0x0D
        || codePoint >= 0x1C && codePoint <= 0x20
        || codePoint == 0x85
        || codePoint == 0x2028
        || codePoint == 0x2029
        || Character.getType(codePoint) == Character.SPACE_SEPARATOR;
  }

  /** Python's {@code str.lstrip()}. */
  static String stripStart(String text) {
    int start = 0;
    while (start < text.length() && isSpace(text.charAt(start))) {
      start++;
    }
    return text.substring(start);
  }

  /** Python's {@code str.strip()}. */
  static String strip(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return stripStart(text.substring(0, end));
  }

  /**
   * Python's {@code str.capitalize()} (since 3.8): the first character in title case, all others in
   * lower case. Characters whose title case is several characters get the first of their upper case
   * and the rest in lower case: {@code ﬁ} becomes {@code Fi}.
   */
  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    String first = Character.toString(text.codePointAt(0));
    String rest = text.toLowerCase(Locale.ROOT).substring(first.toLowerCase(Locale.ROOT).length());
    return title(first) + rest;
  }

  private static String title(String character) {
    String simple = Character.toString(Character.toTitleCase(character.codePointAt(0)));
    String upper = character.toUpperCase(Locale.ROOT);
    if (!simple.equals(character) || upper.length() <= character.length()) {
      return simple;
    }
    return upper.substring(0, 1) + upper.substring(1).toLowerCase(Locale.ROOT);
  }

  /**
   * Pieces that {@code re.split(r"\s+", text)} has: one more than there are runs of white space, so
   * that white space at either end adds an empty piece, which counts.
   */
  static int pieces(String text) {
    int pieces = 1;
    boolean within = false;
    for (int i = 0; i < text.length(); i++) {
      boolean space = isSpace(text.charAt(i));
      pieces += space && !within ? 1 : 0;
      within = space;
    }
    return pieces;
  }

  /** {@code " ".join(text.split())}: words with single spaces between them. */
  static String squeeze(String text) {
    return strip(text).replaceAll(SPACE + "+", " ");
  }
}
