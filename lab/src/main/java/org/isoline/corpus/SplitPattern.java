package org.isoline.corpus;

/**
 * Cuts text into the pieces within which byte pairs may merge: contractions, words with the blank
 * or mark before them, up to three digits, runs of marks, line ends, blanks. It follows the regular
 * expression of OpenAI's cl100k vocabulary (tiktoken), written here by hand over code points
 * because {@code java.util.regex} is several times slower.
 *
 * <p>{@link #REGEX} says the same to other programs. It keeps to what Java, Rust and Oniguruma read
 * alike: contractions list both cases (case folding differs between engines), and {@code {1,3}} has
 * no possessive plus (Oniguruma reads one as "repeat again").
 *
 * <p>Letters and numbers are those of the Unicode version of the running JDK.
 */
final class SplitPattern {
  static final String REGEX =
      "'(?:[sdmtSDMT]|[lL][lL]|[vV][eE]|[rR][eE])"
          + "|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}++"
          + "|\\p{N}{1,3}"
          + "| ?+[^\\s\\p{L}\\p{N}]++[\\r\\n]*+"
          + "|\\s*[\\r\\n]+"
          + "|\\s+(?!\\S)"
          + "|\\s+";

  private static final int LONGEST_NUMBER = 3;

  private enum Kind {
    LETTER,
    NUMBER,
    BLANK,
    LINE_END,
    MARK
  }

  private SplitPattern() {}

  /** Where the piece that begins at {@code start} ends; {@code start} is below the length. */
  static int end(String text, int start) {
    int first = text.codePointAt(start);
    int next = start + Character.charCount(first);
    Kind kind = kind(first);
    if (first == '\'') {
      int end = contraction(text, start);
      if (end > start) {
        return end;
      }
    }
    if (kind == Kind.LETTER) {
      return run(text, next, Kind.LETTER);
    }
    if ((kind == Kind.BLANK || kind == Kind.MARK) && kindAt(text, next) == Kind.LETTER) {
      return run(text, next, Kind.LETTER);
    }
    return switch (kind) {
      case NUMBER -> number(text, next);
      case MARK -> lineEnds(text, run(text, next, Kind.MARK));
      case BLANK ->
          first == ' ' && kindAt(text, next) == Kind.MARK
              ? lineEnds(text, run(text, next, Kind.MARK))
              : blanks(text, start);
      default -> blanks(text, start);
    };
  }

  private static int contraction(String text, int start) {
    int one = lower(text, start + 1);
    if (one == 's' || one == 'd' || one == 'm' || one == 't') {
      return start + 2;
    }
    int two = lower(text, start + 2);
    boolean matches =
        one == 'l' && two == 'l' || one == 'v' && two == 'e' || one == 'r' && two == 'e';
    return matches ? start + 3 : start;
  }

  /** The ASCII letter there in lower case, or 0. */
  private static int lower(String text, int index) {
    char c = index < text.length() ? text.charAt(index) : 0;
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c >= 'a' && c <= 'z' ? c : 0;
  }

  private static int run(String text, int from, Kind kind) {
    int i = from;
    while (i < text.length()) {
      int codePoint = text.codePointAt(i);
      if (kind(codePoint) != kind) {
        return i;
      }
      i += Character.charCount(codePoint);
    }
    return i;
  }

  private static int number(String text, int from) {
    int i = from;
    for (int digits = 1; digits < LONGEST_NUMBER && kindAt(text, i) == Kind.NUMBER; digits++) {
      i += Character.charCount(text.codePointAt(i));
    }
    return i;
  }

  private static int lineEnds(String text, int from) {
    return run(text, from, Kind.LINE_END);
  }

  /**
   * White space: up to its last line end if it has one; else all of it but the last character if
   * something follows (which that character then leads), unless it has only one.
   */
  private static int blanks(String text, int start) {
    int lastLineEnd = start;
    int i = start;
    while (i < text.length() && isBlank(text.charAt(i))) {
      i++;
      if (text.charAt(i - 1) == '\n' || text.charAt(i - 1) == '\r') {
        lastLineEnd = i;
      }
    }
    if (lastLineEnd > start) {
      return lastLineEnd;
    }
    return i == text.length() || i == start + 1 ? i : i - 1;
  }

  private static Kind kindAt(String text, int index) {
    return index < text.length() ? kind(text.codePointAt(index)) : Kind.LINE_END;
  }

  private static Kind kind(int codePoint) {
    if (codePoint == '\n' || codePoint == '\r') {
      return Kind.LINE_END;
    }
    if (isBlank(codePoint)) {
      return Kind.BLANK;
    }
    return switch (Character.getType(codePoint)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER ->
          Kind.LETTER;
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
          Kind.NUMBER;
      default -> Kind.MARK;
    };
  }

  /** Unicode's White_Space, all of it in the basic plane. */
  private static boolean isBlank(int c) {
    return c == ' '
        || c >= '\t' && c <= '\r'
        || c >= 0x85
            && (c == 0x85
                || c == 0xA0
                || c == 0x1680
                || c >= 0x2000 && c <= 0x200A
                || c == 0x2028
                || c == 0x2029
                || c == 0x202F
                || c == 0x205F
                || c == 0x3000);
  }
}
