package org.isoline.corpus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A table of text; a file is never cut, since only reading it tells which line breaks are quoted.
 */
record CsvUnit(Csv source, FileRange range) implements RangeUnit {
  /** Names of the columns of a file, from its first row. */
  static List<String> columns(Csv source, FileStamp file) {
    try (CsvReader rows =
        new CsvReader(
            InputStreams.open(file.path()), source.delimiter(file), TextPolicy.DEFAULT_BYTES)) {
      return header(rows, file);
    } catch (IOException e) {
      throw FileStamp.unreadable(file.path(), e);
    }
  }

  @Override
  public void read(TextDecoder decoder, Consumer<Document> into) {
    file().requireUnchanged();
    long line = 0;
    try (CsvReader rows =
        new CsvReader(range.stream(), source.delimiter(file()), decoder.maxBytes())) {
      List<String> names = header(rows, file());
      int text = column(names, source.textField(), "textField");
      Optional<Integer> id = source.idField().map(field -> column(names, field, "idField"));
      Set<Integer> wanted = new TreeSet<>(Set.of(text));
      id.ifPresent(wanted::add);
      while (rows.next(wanted)) {
        line = rows.line();
        readRow(rows, names, new Columns(text, id), decoder, into);
      }
    } catch (IOException e) {
      throw new CorpusException(
          "%s: cannot be read after line %d: %s".formatted(file().path(), line, e.getMessage()), e);
    }
    file().requireUnchanged();
  }

  /** Numbers of the columns that are read. */
  private record Columns(int text, Optional<Integer> id) {
    byte[] textOf(List<byte[]> kept) {
      return kept.get(id.isPresent() && id.get() < text ? 1 : 0);
    }

    byte[] idOf(List<byte[]> kept) {
      return kept.get(id.orElseThrow() > text ? 1 : 0);
    }
  }

  private void readRow(
      CsvReader rows,
      List<String> names,
      Columns columns,
      TextDecoder decoder,
      Consumer<Document> into) {
    Supplier<String> where = range.line(rows.line(), rows.offset());
    if (rows.openQuote()) {
      throw new CorpusException(
          "%s: a quote that opens in this row is never closed; check the file, or its delimiter"
              .formatted(where.get()));
    }
    if (rows.tooLong()) {
      decoder.refuse(rows.length(), where);
      return;
    }
    if (rows.fields() != names.size()) {
      throw new CorpusException(
          "%s: %d fields, but the first row names %d (%s); check quotes and delimiter"
              .formatted(where.get(), rows.fields(), names.size(), String.join(", ", names)));
    }
    String id =
        columns.id().isPresent()
            ? new String(columns.idOf(rows.kept()), StandardCharsets.UTF_8)
            : range.rowId(rows.offset());
    decoder
        .decode(columns.textOf(rows.kept()), where)
        .ifPresent(text -> into.accept(new Document(id, text, source.label())));
  }

  private int column(List<String> names, String name, String setting) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw missing(file(), names, name, setting);
    }
    return index;
  }

  static CorpusException missing(FileStamp file, List<String> names, String name, String setting) {
    return new CorpusException(
        "%s: no column \"%s\"; the columns are: %s; set %s to one of them"
            .formatted(file.path(), name, String.join(", ", names), setting));
  }

  private static List<String> header(CsvReader rows, FileStamp file) throws IOException {
    if (!rows.next(Set.of()) || rows.tooLong()) {
      throw new CorpusException(
          "%s: no first row with the names of the columns; write one".formatted(file.path()));
    }
    return rows.kept().stream()
        .map(name -> new String(name, StandardCharsets.UTF_8))
        .map(name -> name.startsWith("\uFEFF") ? name.substring(1) : name)
        .toList();
  }
}
