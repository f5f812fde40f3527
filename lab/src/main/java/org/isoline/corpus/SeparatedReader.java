package org.isoline.corpus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Pieces of a stream between occurrences of a separator, found by the automaton of Knuth, Morris
 * and Pratt, so that no byte is looked at twice and a piece that is too long is not held.
 */
final class SeparatedReader implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private final byte[] separator;
  private final int[] fallback;
  private final int limit;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int filled;
  private boolean ended;
  private long offset;
  private long nextOffset;
  private long length;
  private byte[] piece = {};

  SeparatedReader(InputStream in, byte[] separator, int limit) {
    this.in = in;
    this.separator = separator;
    this.fallback = fallback(separator);
    this.limit = limit;
  }

  /** Goes to the next piece; false if there is none. */
  boolean next() throws IOException {
    if (ended) {
      return false;
    }
    ByteArrayOutputStream collected = new ByteArrayOutputStream();
    offset = nextOffset;
    long read = 0;
    int matched = 0;
    while (matched < separator.length) {
      if (position == filled && !fill()) {
        ended = true;
        break;
      }
      byte b = buffer[position++];
      read++;
      if (read <= (long) limit + separator.length) {
        collected.write(b);
      }
      while (matched > 0 && separator[matched] != b) {
        matched = fallback[matched];
      }
      matched += separator[matched] == b ? 1 : 0;
    }
    nextOffset = offset + read;
    length = ended ? read : read - separator.length;
    piece = tooLong() ? new byte[0] : collected.toByteArray();
    return true;
  }

  /** The piece; nothing if it is too long. */
  byte[] bytes() {
    return tooLong() ? piece : Arrays.copyOf(piece, (int) length);
  }

  boolean tooLong() {
    return length > limit;
  }

  long length() {
    return length;
  }

  /** Where the piece starts. */
  long offset() {
    return offset;
  }

  private boolean fill() throws IOException {
    position = 0;
    filled = Math.max(0, in.read(buffer));
    return filled > 0;
  }

  /** For every length of a match, the length of the longest shorter match it ends in. */
  private static int[] fallback(byte[] separator) {
    int[] table = new int[separator.length + 1];
    int matched = 0;
    for (int i = 1; i < separator.length; i++) {
      while (matched > 0 && separator[matched] != separator[i]) {
        matched = table[matched];
      }
      matched += separator[matched] == separator[i] ? 1 : 0;
      table[i + 1] = matched;
    }
    return table;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
