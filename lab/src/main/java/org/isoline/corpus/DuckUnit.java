package org.isoline.corpus;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Rows of a file that DuckDB reads.
 *
 * @param table the file and what of it counts
 * @param binary whether the text is bytes, which need not be UTF-8
 * @param id the unit's name
 * @param bytes about how many bytes of the file
 * @param range condition that tells the rows of this unit; none for all
 * @param label label of the source
 */
record DuckUnit(
    DuckTable table, boolean binary, String id, long bytes, Optional<String> range, String label)
    implements SourceUnit {
  private static final int TEXT = 1;
  private static final int LENGTH = 2;
  private static final int ID = 3;
  private static final int ROW = 4;

  @Override
  public FileStamp file() {
    return table.file();
  }

  @Override
  public void read(TextDecoder decoder, Consumer<Document> into) {
    file().requireUnchanged();
    Rows rows = new Rows(decoder, into);
    try (DuckSession duck = new DuckSession(decoder.maxBytes())) {
      duck.query(table.select(binary, decoder.maxBytes(), range), rows);
    } catch (SQLException e) {
      throw table.unreadable(e);
    }
    file().requireUnchanged();
  }

  /** Turns rows into documents. */
  private final class Rows implements DuckSession.RowSink {
    private final TextDecoder decoder;
    private final Consumer<Document> into;
    private long count;

    Rows(TextDecoder decoder, Consumer<Document> into) {
      this.decoder = decoder;
      this.into = into;
    }

    @Override
    public void accept(ResultSet row) throws SQLException {
      long number = table.rowNumber().isPresent() ? row.getLong(ROW) : count;
      count++;
      Supplier<String> where = () -> "%s: row %d".formatted(file().path(), number);
      long length = row.getLong(LENGTH);
      if (length > decoder.maxBytes()) {
        decoder.refuse(length, where);
        return;
      }
      Optional<String> text = text(row, where);
      if (text.isPresent()) {
        into.accept(new Document(rowId(row, number, where), text.get(), label));
      }
    }

    private Optional<String> text(ResultSet row, Supplier<String> where) throws SQLException {
      if (binary) {
        byte[] bytes = row.getBytes(TEXT);
        return bytes == null ? Optional.of("") : decoder.decode(bytes, where);
      }
      String text = row.getString(TEXT);
      return text == null ? Optional.of("") : decoder.withoutNul(text, where);
    }

    private String rowId(ResultSet row, long number, Supplier<String> where) throws SQLException {
      if (table.idField().isEmpty()) {
        return "%s#%010d".formatted(file().name(), number);
      }
      String id = row.getString(ID);
      if (id == null) {
        throw new CorpusException(
            "%s: the column \"%s\" is null; an id must be there, or leave idField out"
                .formatted(where.get(), table.idField().get()));
      }
      return id;
    }
  }
}
