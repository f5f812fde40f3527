package org.isoline.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A part of a file that is read alone.
 *
 * @param file the file
 * @param from its first byte
 * @param to the byte behind its last; of a compressed file always all of it
 */
record FileRange(FileStamp file, long from, long to) {
  private static final int BUFFER = 1 << 16;

  /** A longer line of white space is not cut behind, though it does end a document. */
  private static final int LONGEST_BLANK_LINE = 64;

  /** Where a file may be cut. */
  enum Cut {
    /** Nowhere. */
    NONE,
    /** At the start of a line. */
    LINES,
    /** At the first line with something in it behind an empty one. */
    BLANK_LINES
  }

  static FileRange whole(FileStamp file) {
    return new FileRange(file, 0, file.bytes());
  }

  /** Parts of about {@code targetBytes}; compressed files cannot be cut. */
  static List<FileRange> cut(FileStamp file, Cut cut, long targetBytes) {
    List<FileRange> parts = new ArrayList<>();
    long from = 0;
    if (cut != Cut.NONE && !InputStreams.compressed(file.path())) {
      while (file.bytes() - from > targetBytes) {
        long to = nextStart(file, cut, from + targetBytes);
        parts.add(new FileRange(file, from, to));
        from = to;
      }
    }
    if (from < file.bytes() || parts.isEmpty()) {
      parts.add(new FileRange(file, from, file.bytes()));
    }
    return parts;
  }

  String id() {
    boolean all = from == 0 && to == file.bytes();
    return all ? file.name() : "%s@%d-%d".formatted(file.name(), from, to);
  }

  long bytes() {
    return to - from;
  }

  /** Lines from the start of this part on; they may go beyond its end. */
  LineReader lines(int limit) throws IOException {
    return new LineReader(stream(), from, limit);
  }

  InputStream stream() throws IOException {
    return from == 0 ? InputStreams.open(file.path()) : InputStreams.openAt(file.path(), from);
  }

  /** Whether a row that starts at an offset belongs to this part. */
  boolean has(long offset) {
    return InputStreams.compressed(file.path()) || offset < to;
  }

  /**
   * File and line for messages. Lines before this part are counted only when somebody asks.
   *
   * @param number number of the line within this part, from 1
   */
  Supplier<String> line(long number, long offset) {
    return () -> "%s:%d (byte %d)".formatted(file.path(), linesBefore() + number, offset);
  }

  /** Where a row without a name of its own starts, digits enough to sort by. */
  String rowId(long offset) {
    return "%s@%012d".formatted(file.name(), offset);
  }

  private long linesBefore() {
    long lines = 0;
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = InputStreams.open(file.path())) {
      long left = from;
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          break;
        }
        for (int i = 0; i < read; i++) {
          lines += buffer[i] == '\n' ? 1 : 0;
        }
        left -= read;
      }
      return lines;
    } catch (IOException e) {
      throw FileStamp.unreadable(file.path(), e);
    }
  }

  /** The first place at or behind an offset where the file may be cut, or its end. */
  private static long nextStart(FileStamp file, Cut cut, long offset) {
    InputStream in = openAt(file, offset - 1);
    try (LineReader lines = new LineReader(in, offset - 1, LONGEST_BLANK_LINE)) {
      boolean found = lines.next() && cut == Cut.LINES;
      boolean behindBlank = false;
      while (!found && lines.next()) {
        boolean blank = !lines.tooLong() && TextUnit.blank(lines.bytes());
        if (behindBlank && !blank) {
          return lines.offset();
        }
        behindBlank = blank;
      }
      return Math.min(lines.nextOffset(), file.bytes());
    } catch (IOException e) {
      throw FileStamp.unreadable(file.path(), e);
    }
  }

  private static InputStream openAt(FileStamp file, long offset) {
    try {
      return InputStreams.openAt(file.path(), offset);
    } catch (IOException e) {
      throw FileStamp.unreadable(file.path(), e);
    }
  }
}
