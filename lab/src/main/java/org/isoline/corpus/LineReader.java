package org.isoline.corpus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Lines of a stream, without their line feeds. A line longer than the limit is passed over without
 * being held in memory.
 */
public final class LineReader implements AutoCloseable {
  private static final int BUFFER = 1 << 18;
  private static final byte[] NOTHING = {};

  private final InputStream in;
  private final int limit;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int filled;
  private ByteArrayOutputStream collected = new ByteArrayOutputStream();
  private long length;
  private long offset;
  private long nextOffset;
  private long number;

  /**
   * Reads from the start of a line on.
   *
   * @param in closed with this reader
   * @param offset of the first byte in its file, unpacked
   * @param limit the most bytes of a line
   */
  public LineReader(InputStream in, long offset, int limit) {
    this.in = in;
    this.nextOffset = offset;
    this.limit = limit;
  }

  /** Goes to the next line; false if there is none. */
  public boolean next() throws IOException {
    offset = nextOffset;
    length = 0;
    startLine();
    if (position == filled && !fill()) {
      return false;
    }
    number++;
    boolean ended = false;
    while (!ended && (position < filled || fill())) {
      int end = position;
      while (end < filled && buffer[end] != '\n') {
        end++;
      }
      take(end);
      ended = end < filled;
      position = ended ? end + 1 : end;
    }
    nextOffset = offset + length + (ended ? 1 : 0);
    return true;
  }

  /** The line's bytes; none if it is too long. */
  public byte[] bytes() {
    return tooLong() ? NOTHING : collected.toByteArray();
  }

  /** Whether the line is longer than the limit. */
  public boolean tooLong() {
    return length > limit;
  }

  /** The line's length in bytes, whether too long or not. */
  public long length() {
    return length;
  }

  /** Where the line starts. */
  long offset() {
    return offset;
  }

  /** Where the next line starts. */
  long nextOffset() {
    return nextOffset;
  }

  /** Lines so far, this one included. */
  public long number() {
    return number;
  }

  /** One very long line must not keep its memory for all that follow. */
  private void startLine() {
    if (collected.size() > BUFFER) {
      collected = new ByteArrayOutputStream();
    } else {
      collected.reset();
    }
  }

  private void take(int end) {
    length += end - position;
    if (tooLong()) {
      collected.reset();
    } else {
      collected.write(buffer, position, end - position);
    }
  }

  private boolean fill() throws IOException {
    position = 0;
    filled = Math.max(0, in.read(buffer));
    return filled > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
