package org.isoline.corpus;

/**
 * What splitting rules ask of a character, read from UTF-8 without making a string: letter, number,
 * blank, line end, or mark, which is everything else.
 *
 * <p>Letters and numbers are those of the Unicode version of the running JDK; blank is Unicode's
 * White_Space. A byte that is not part of well-formed UTF-8 counts as a mark of its own.
 */
final class CharacterKinds {
  static final int LETTER = 0;
  static final int NUMBER = 1;
  static final int BLANK = 2;
  static final int LINE_END = 3;
  static final int MARK = 4;

  private static final int KIND_BITS = 3;
  private static final int KIND_MASK = (1 << KIND_BITS) - 1;
  private static final byte[] BASIC_PLANE = basicPlane();

  private CharacterKinds() {}

  /** Kind and length in bytes of the character at {@code at}; see {@link #kind} and #length. */
  static int read(byte[] text, int at, int limit) {
    int first = text[at];
    return first >= 0 ? BASIC_PLANE[first] | 1 << KIND_BITS : readLong(text, at, limit);
  }

  static int kind(int read) {
    return read & KIND_MASK;
  }

  static int length(int read) {
    return read >>> KIND_BITS;
  }

  /** Where the run of that kind which begins at {@code from} ends. */
  static int run(byte[] text, int from, int limit, int kind) {
    int at = from;
    while (at < limit) {
      int first = text[at];
      if (first >= 0) {
        if (BASIC_PLANE[first] != kind) {
          return at;
        }
        at++;
      } else {
        int read = readLong(text, at, limit);
        if (kind(read) != kind) {
          return at;
        }
        at += length(read);
      }
    }
    return at;
  }

  private static int readLong(byte[] text, int at, int limit) {
    int length = Utf8.length(text, at, limit);
    int kind =
        switch (length) {
          case 2 -> BASIC_PLANE[(text[at] & 0x1F) << 6 | text[at + 1] & 0x3F];
          case 3 ->
              BASIC_PLANE[
                  (text[at] & 0xF) << 12 | (text[at + 1] & 0x3F) << 6 | text[at + 2] & 0x3F];
          case 4 ->
              of(
                  (text[at] & 0x7) << 18
                      | (text[at + 1] & 0x3F) << 12
                      | (text[at + 2] & 0x3F) << 6
                      | text[at + 3] & 0x3F);
          default -> MARK;
        };
    return kind | Math.max(1, length) << KIND_BITS;
  }

  private static byte[] basicPlane() {
    byte[] kinds = new byte[Character.MAX_VALUE + 1];
    for (int c = 0; c < kinds.length; c++) {
      kinds[c] = (byte) of(c);
    }
    return kinds;
  }

  private static int of(int codePoint) {
    if (codePoint == '\n' || codePoint == '\r') {
      return LINE_END;
    }
    if (isWhiteSpace(codePoint)) {
      return BLANK;
    }
    return switch (Character.getType(codePoint)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER ->
          LETTER;
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
          NUMBER;
      default -> MARK;
    };
  }

  private static boolean isWhiteSpace(int c) {
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
