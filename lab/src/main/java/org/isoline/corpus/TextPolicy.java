package org.isoline.corpus;

/**
 * What is done with text that is not as it should be, before anything else looks at it.
 *
 * @param onInvalid malformed UTF-8
 * @param onNul the character U+0000
 * @param onLong rows longer than {@code maxBytes}
 * @param maxBytes the most bytes of a row of a file (a line, a record, a whole text file that is
 *     not split) or of a text in a column, {@value #LEAST_BYTES} to {@value #MOST_BYTES}: it bounds
 *     the memory of a reader
 */
record TextPolicy(InvalidText onInvalid, NulText onNul, LongText onLong, int maxBytes) {
  static final int LEAST_BYTES = 1024;
  static final int DEFAULT_BYTES = 1 << 26;
  static final int MOST_BYTES = 1 << 30;

  static TextPolicy of(InvalidText onInvalid) {
    return new TextPolicy(onInvalid, NulText.STOP, LongText.STOP, DEFAULT_BYTES);
  }
}
