package org.isoline.corpus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Records of a stream in the form of RFC 4180. Only the fields asked for are kept; a record longer
 * than the limit is passed over without being held.
 */
final class CsvReader implements AutoCloseable {
  private static final int BUFFER = 1 << 18;
  private static final int END = -1;

  private final InputStream in;
  private final byte delimiter;
  private final int limit;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int filled;
  private long consumed;
  private long line = 1;
  private long startLine;
  private long start;
  private final ByteArrayOutputStream field = new ByteArrayOutputStream();
  private List<byte[]> kept = List.of();
  private int fields;
  private boolean openQuote;

  CsvReader(InputStream in, char delimiter, int limit) {
    this.in = in;
    this.delimiter = (byte) delimiter;
    this.limit = limit;
  }

  /**
   * Goes to the next record that is no blank line; false if there is none.
   *
   * @param wanted numbers of the fields to keep; all if empty
   */
  boolean next(Set<Integer> wanted) throws IOException {
    boolean blank;
    do {
      start = consumed;
      startLine = line;
      if (peek() == END) {
        return false;
      }
      blank = peek() == '\n' || peek() == '\r';
      record(wanted);
    } while (blank && fields == 1 && length() <= 2);
    return true;
  }

  /** The fields that were to be kept, in the order of the record. */
  List<byte[]> kept() {
    return kept;
  }

  /** Number of fields of the record. */
  int fields() {
    return fields;
  }

  /** Where the record starts. */
  long offset() {
    return start;
  }

  /** Line on which the record starts. */
  long line() {
    return startLine;
  }

  /** Bytes of the record with its line break. */
  long length() {
    return consumed - start;
  }

  boolean tooLong() {
    return length() > limit;
  }

  /** Whether the file ends inside quotes. */
  boolean openQuote() {
    return openQuote;
  }

  private void record(Set<Integer> wanted) throws IOException {
    List<byte[]> row = new ArrayList<>();
    fields = 0;
    boolean more = true;
    while (more) {
      boolean keep = wanted.isEmpty() || wanted.contains(fields);
      more = field(keep);
      if (keep) {
        row.add(field.toByteArray());
      }
      fields++;
    }
    kept = row;
  }

  /** Reads a field and what ends it; whether another one follows. */
  private boolean field(boolean keep) throws IOException {
    field.reset();
    if (peek() == '"') {
      take();
      quoted(keep);
    }
    while (true) {
      run(keep, delimiter, (byte) '\n', (byte) '\r');
      int b = take();
      if (b == delimiter) {
        return true;
      }
      if (b == '\n' || b == END) {
        return false;
      }
      if (b == '\r' && peek() == '\n') {
        take();
        return false;
      }
      store(b, keep);
    }
  }

  private void quoted(boolean keep) throws IOException {
    while (true) {
      run(keep, (byte) '"', (byte) '"', (byte) '\n');
      int b = take();
      if (b == END) {
        openQuote = true;
        return;
      }
      if (b == '"') {
        if (peek() != '"') {
          return;
        }
        take();
      }
      store(b, keep);
    }
  }

  /** Takes what is buffered up to one of three bytes at once. */
  private void run(boolean keep, byte one, byte two, byte three) {
    int end = position;
    while (end < filled && buffer[end] != one && buffer[end] != two && buffer[end] != three) {
      end++;
    }
    consumed += end - position;
    if (keep && !tooLong()) {
      field.write(buffer, position, end - position);
    }
    position = end;
  }

  private void store(int b, boolean keep) {
    if (keep && !tooLong()) {
      field.write(b);
    }
  }

  private int take() throws IOException {
    int b = peek();
    if (b != END) {
      position++;
      consumed++;
      line += b == '\n' ? 1 : 0;
    }
    return b;
  }

  private int peek() throws IOException {
    if (position == filled) {
      position = 0;
      filled = Math.max(0, in.read(buffer));
    }
    return position < filled ? buffer[position] & 0xFF : END;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
