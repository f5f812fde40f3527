package org.isoline.corpus;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Lines of a file, each a JSON object; every complaint names file and line. */
record JsonLinesUnit(JsonLines source, FileRange range) implements RangeUnit {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  @Override
  public void read(TextDecoder decoder, Consumer<Document> into) {
    file().requireUnchanged();
    JsonRow.Parser parser = new JsonRow.Parser(source.textField(), source.idField());
    long number = 0;
    try (LineReader lines = range.lines(decoder.maxBytes())) {
      while (range.has(lines.nextOffset()) && lines.next()) {
        number = lines.number();
        readLine(lines, parser, decoder, into);
      }
    } catch (IOException e) {
      throw new CorpusException(
          "%s: cannot be read after line %d: %s".formatted(file().path(), number, e.getMessage()),
          e);
    }
    file().requireUnchanged();
  }

  private void readLine(
      LineReader lines, JsonRow.Parser parser, TextDecoder decoder, Consumer<Document> into) {
    Supplier<String> where = range.line(lines.number(), lines.offset());
    if (lines.tooLong()) {
      decoder.refuse(lines.length(), where);
      return;
    }
    long offset = lines.offset();
    byte[] line = offset == 0 ? withoutByteOrderMark(lines.bytes()) : lines.bytes();
    if (TextUnit.blank(line)) {
      return;
    }
    long invalidBefore = decoder.invalid();
    Optional<String> decoded = decoder.wellFormed(line, where);
    if (decoded.isEmpty()) {
      return;
    }
    boolean mended = decoder.invalid() > invalidBefore;
    JsonRow row = mended ? parser.parse(decoded.get(), where) : parser.parse(line, where);
    Optional<String> text =
        mended
            ? decoder.withoutNul(Utf8.replaceLoneSurrogates(row.text()), where)
            : decoder.check(row.text(), where);
    text.ifPresent(
        wellFormed ->
            into.accept(
                new Document(
                    row.id().orElseGet(() -> range.rowId(offset)), wellFormed, source.label())));
  }

  private static byte[] withoutByteOrderMark(byte[] line) {
    int mark = BYTE_ORDER_MARK.length;
    boolean marked = line.length >= mark && Arrays.equals(line, 0, mark, BYTE_ORDER_MARK, 0, mark);
    return marked ? Arrays.copyOfRange(line, mark, line.length) : line;
  }
}
