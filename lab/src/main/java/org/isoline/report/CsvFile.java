package org.isoline.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table in the form of RFC 4180, read as text.
 *
 * @param columns names in the first line
 * @param records one a row, as wide as the columns
 * @param torn rows of another width, which are passed over
 */
record CsvFile(List<String> columns, List<Row> records, int torn) {
  /**
   * A row.
   *
   * @param columns of the table
   * @param cells as many
   */
  record Row(List<String> columns, List<String> cells) {
    /** A cell, blank if there is no such column. */
    String text(String column) {
      int place = columns.indexOf(column);
      return place < 0 ? "" : cells.get(place);
    }

    /** A number, NaN where there is none. */
    double number(String column) {
      try {
        return text(column).isBlank() ? Double.NaN : Double.parseDouble(text(column));
      } catch (NumberFormatException e) {
        return Double.NaN;
      }
    }

    /** A whole number; another one where there is none. */
    long whole(String column, long otherwise) {
      String text = text(column);
      return text.matches("-?\\d{1,18}") ? Long.parseLong(text) : otherwise;
    }

    /** Whether a cell says {@code true}. */
    boolean yes(String column) {
      return text(column).equals("true");
    }
  }

  static CsvFile of(String text) {
    List<List<String>> lines = lines(text);
    List<String> columns = lines.isEmpty() ? List.of() : lines.getFirst();
    List<Row> rows = new ArrayList<>();
    int torn = 0;
    for (List<String> line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      if (line.size() == columns.size()) {
        rows.add(new Row(columns, line));
      } else {
        torn++;
      }
    }
    return new CsvFile(columns, rows, torn);
  }

  /** The first of some columns that the table lacks. */
  Optional<String> lacks(List<String> needed) {
    return needed.stream().filter(column -> !columns.contains(column)).findFirst();
  }

  private static List<List<String>> lines(String text) {
    List<List<String>> lines = new ArrayList<>();
    List<String> line = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    char before = ',';
    for (char c : text.toCharArray()) {
      if (c == '"') {
        // The second of two quotes inside a cell opens it again, and stands for one quote.
        if (!quoted && before == '"') {
          cell.append('"');
        }
        quoted = !quoted;
      } else if (!quoted && (c == ',' || c == '\n')) {
        line.add(cell.toString());
        cell.setLength(0);
        if (c == '\n') {
          lines.add(line);
          line = new ArrayList<>();
        }
      } else if (quoted || c != '\r') {
        cell.append(c);
      }
      before = c;
    }
    if (!line.isEmpty() || !cell.isEmpty()) {
      line.add(cell.toString());
      lines.add(line);
    }
    lines.removeIf(one -> one.equals(List.of("")));
    return lines;
  }
}
