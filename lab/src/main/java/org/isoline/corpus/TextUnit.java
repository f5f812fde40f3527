package org.isoline.corpus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A text file, or lines of one that is split. */
record TextUnit(TextFiles source, FileRange range) implements RangeUnit {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  @Override
  public void read(TextDecoder decoder, Consumer<Document> into) {
    file().requireUnchanged();
    try {
      switch (source.split().form()) {
        case NONE -> readWhole(decoder, into);
        case LINES -> readLines(decoder, into);
        case BLANK_LINES -> readParagraphs(decoder, into);
        default -> readSeparated(decoder, into);
      }
    } catch (IOException e) {
      throw FileStamp.unreadable(file().path(), e);
    }
    file().requireUnchanged();
  }

  private void readWhole(TextDecoder decoder, Consumer<Document> into) throws IOException {
    Supplier<String> where = () -> file().path().toString();
    try (InputStream in = range.stream()) {
      byte[] bytes = in.readNBytes(decoder.maxBytes());
      if (in.read() >= 0) {
        decoder.refuse(Math.max(file().bytes(), decoder.maxBytes() + 1L), where);
        return;
      }
      decode(decoder, bytes, where, file().name(), 0, into);
    }
  }

  private void readLines(TextDecoder decoder, Consumer<Document> into) throws IOException {
    try (LineReader lines = range.lines(decoder.maxBytes())) {
      while (range.has(lines.nextOffset()) && lines.next()) {
        Supplier<String> where = range.line(lines.number(), lines.offset());
        if (lines.tooLong()) {
          decoder.refuse(lines.length(), where);
        } else if (!blank(lines.bytes())) {
          byte[] line = withoutCarriageReturn(lines.bytes());
          decode(decoder, line, where, range.rowId(lines.offset()), lines.offset(), into);
        }
      }
    }
  }

  private void readParagraphs(TextDecoder decoder, Consumer<Document> into) throws IOException {
    try (LineReader lines = range.lines(decoder.maxBytes())) {
      Paragraph paragraph = new Paragraph(decoder, into);
      while (range.has(lines.nextOffset()) && lines.next()) {
        if (!lines.tooLong() && blank(lines.bytes())) {
          paragraph.end();
        } else {
          paragraph.add(lines);
        }
      }
      paragraph.end();
    }
  }

  private void readSeparated(TextDecoder decoder, Consumer<Document> into) throws IOException {
    byte[] separator = source.split().separator().getBytes(StandardCharsets.UTF_8);
    try (SeparatedReader pieces =
        new SeparatedReader(range.stream(), separator, decoder.maxBytes())) {
      while (pieces.next()) {
        long offset = pieces.offset();
        Supplier<String> where = () -> "%s at byte %d".formatted(file().path(), offset);
        if (pieces.tooLong()) {
          decoder.refuse(pieces.length(), where);
        } else if (!blank(pieces.bytes())) {
          byte[] piece = withoutOuterBreaks(pieces.bytes());
          decode(decoder, piece, where, range.rowId(offset), offset, into);
        }
      }
    }
  }

  private void decode(
      TextDecoder decoder,
      byte[] bytes,
      Supplier<String> where,
      String id,
      long offset,
      Consumer<Document> into) {
    decoder
        .decode(bytes, where)
        .map(text -> offset == 0 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text)
        .ifPresent(text -> into.accept(new Document(id, text, source.label())));
  }

  /** Lines that go together. */
  private final class Paragraph {
    private final TextDecoder decoder;
    private final Consumer<Document> into;
    private ByteArrayOutputStream text = new ByteArrayOutputStream();
    private long length;
    private long offset;
    private Supplier<String> where;

    Paragraph(TextDecoder decoder, Consumer<Document> into) {
      this.decoder = decoder;
      this.into = into;
    }

    void add(LineReader lines) {
      if (length == 0) {
        offset = lines.offset();
        where = range.line(lines.number(), offset);
      } else {
        text.write('\n');
      }
      length += lines.length() + 1;
      if (length - 1 > decoder.maxBytes()) {
        text = new ByteArrayOutputStream();
      } else {
        text.writeBytes(lines.bytes());
      }
    }

    void end() {
      if (length - 1 > decoder.maxBytes()) {
        decoder.refuse(length - 1, where);
      } else if (length > 0) {
        byte[] bytes = withoutCarriageReturn(text.toByteArray());
        decode(decoder, bytes, where, range.rowId(offset), offset, into);
      }
      text.reset();
      length = 0;
    }
  }

  /** Whether there is nothing but spaces, tabs and line breaks. */
  static boolean blank(byte[] bytes) {
    for (byte b : bytes) {
      if (b != ' ' && b != '\t' && !lineBreak(b)) {
        return false;
      }
    }
    return true;
  }

  private static boolean lineBreak(byte b) {
    return b == '\r' || b == '\n';
  }

  private static byte[] withoutCarriageReturn(byte[] line) {
    int end = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
    return Arrays.copyOf(line, end);
  }

  private static byte[] withoutOuterBreaks(byte[] text) {
    int from = 0;
    int to = text.length;
    while (from < to && lineBreak(text[from])) {
      from++;
    }
    while (to > from && lineBreak(text[to - 1])) {
      to--;
    }
    return Arrays.copyOfRange(text, from, to);
  }
}
