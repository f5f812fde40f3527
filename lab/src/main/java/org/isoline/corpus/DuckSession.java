package org.isoline.corpus;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * DuckDB without a database of its own, to read files: one thread, rows handed out as they are
 * read, nothing fetched from a network, nothing spilled to disk.
 */
public final class DuckSession implements AutoCloseable {
  private static final long LEAST_MEMORY = 1L << 30;
  private static final int BUFFERS_OF_A_ROW = 16;

  private final Connection connection;

  /** Takes a row. */
  @FunctionalInterface
  public interface RowSink {
    /** Takes the row on which the result stands. */
    void accept(ResultSet row) throws SQLException;
  }

  /**
   * Starts.
   *
   * @param maxBytes the most bytes of a row, which bounds the native memory
   */
  public DuckSession(long maxBytes) throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("jdbc_stream_results", "true");
    settings.setProperty("threads", "1");
    settings.setProperty("temp_directory", "");
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    settings.setProperty(
        "memory_limit", Math.max(LEAST_MEMORY, BUFFERS_OF_A_ROW * maxBytes) / (1 << 20) + "MiB");
    connection = DriverManager.getConnection("jdbc:duckdb:", settings);
  }

  /**
   * Hands out the rows of a statement in order.
   *
   * @throws SQLException if the statement is wrong or a file cannot be read
   */
  public void query(String sql, RowSink sink) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        sink.accept(rows);
      }
    }
  }

  /** Names and types of the columns of a relation, in order. */
  Map<String, String> columns(String relation) throws SQLException {
    Map<String, String> columns = new LinkedHashMap<>();
    query(
        "DESCRIBE SELECT * FROM " + relation,
        row -> columns.put(row.getString(1), row.getString(2)));
    return columns;
  }

  /** A text as SQL has it. */
  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** A column's name as SQL has it. */
  static String name(String column) {
    return "\"" + column.replace("\"", "\"\"") + "\"";
  }

  /** A file as SQL has it, whatever wildcards stand in its name. */
  static String file(FileStamp file) {
    return file(file.path());
  }

  /** A file as SQL has it, whatever wildcards stand in its name. */
  public static String file(Path file) {
    return literal(file.toString().replaceAll("[\\[*?]", "[$0]"));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
