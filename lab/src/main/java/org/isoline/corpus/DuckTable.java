package org.isoline.corpus;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * A file as DuckDB reads it.
 *
 * @param file the file
 * @param relation the call that reads it, given the most bytes of a row
 * @param textField column of the text
 * @param idField column of the id
 * @param where condition over the columns
 * @param rowNumber column that holds the number of a row; without one the rows that meet the
 *     condition are numbered from 0
 */
record DuckTable(
    FileStamp file,
    LongFunction<String> relation,
    String textField,
    Optional<String> idField,
    Optional<String> where,
    Optional<String> rowNumber) {
  private static final String BYTES = "BLOB";

  /**
   * Checks columns and condition without reading rows.
   *
   * @return whether the text is bytes, which need not be UTF-8
   * @throws CorpusException if a column is missing or of another type, or the condition is no SQL
   */
  boolean check(DuckSession duck) {
    Map<String, String> columns = columns(duck);
    List<String> names = List.copyOf(columns.keySet());
    require(columns, names, textField, "textField");
    idField.ifPresent(field -> require(columns, names, field, "idField"));
    String type = columns.get(textField);
    if (!type.equals("VARCHAR") && !type.equals(BYTES)) {
      throw new CorpusException(
          "%s: the column \"%s\" is of type %s, not text; set textField to a column that holds text"
              .formatted(file.path(), textField, type));
    }
    where.ifPresent(condition -> tryCondition(duck, condition, names));
    return type.equals(BYTES);
  }

  /** The statement that gives text, bytes of the text, id and row number of the rows that count. */
  String select(boolean bytes, long maxBytes, Optional<String> range) {
    String text = DuckSession.name(textField);
    String length = (bytes ? "octet_length(" : "strlen(") + text + ")";
    StringBuilder sql = new StringBuilder("SELECT CASE WHEN ");
    sql.append(length).append(" > ").append(maxBytes).append(" THEN NULL ELSE ").append(text);
    sql.append(" END, ").append(length).append(", ");
    sql.append(idField.map(id -> DuckSession.name(id) + "::VARCHAR").orElse("NULL")).append(", ");
    sql.append(rowNumber.map(DuckSession::name).orElse("NULL"))
        .append(" FROM ")
        .append(relation.apply(maxBytes));
    range.ifPresent(rows -> sql.append(" WHERE ").append(rows));
    where.ifPresent(
        condition ->
            sql.append(range.isPresent() ? " AND " : " WHERE ")
                .append('(')
                .append(condition)
                .append("\n)"));
    return sql.toString();
  }

  CorpusException unreadable(SQLException e) {
    return new CorpusException("%s: cannot be read: %s".formatted(file.path(), message(e)), e);
  }

  private String anyRow() {
    return relation.apply(TextPolicy.DEFAULT_BYTES);
  }

  private Map<String, String> columns(DuckSession duck) {
    try {
      return duck.columns(anyRow());
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  private void require(
      Map<String, String> columns, List<String> names, String field, String setting) {
    if (!columns.containsKey(field)) {
      throw CsvUnit.missing(file, names, field, setting);
    }
  }

  private void tryCondition(DuckSession duck, String condition, List<String> names) {
    try {
      duck.query("SELECT 1 FROM %s WHERE (%s\n) LIMIT 0".formatted(anyRow(), condition), row -> {});
    } catch (SQLException e) {
      throw new CorpusException(
          "%s: where: \"%s\": %s; write an SQL condition over the columns %s"
              .formatted(file.path(), condition, message(e), String.join(", ", names)),
          e);
    }
  }

  private static String message(SQLException e) {
    return e.getMessage().strip();
  }
}
