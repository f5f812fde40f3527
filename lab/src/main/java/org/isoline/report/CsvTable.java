package org.isoline.report;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The numbers behind a figure or a table of the page, at full precision; NaN is an empty cell.
 *
 * @param file name beside the page
 * @param columns names of the columns
 * @param rows numbers, booleans and text
 */
record CsvTable(String file, List<String> columns, List<List<Object>> rows) {
  /**
   * A column.
   *
   * @param name in the first line
   * @param value of a row
   * @param <T> what a row is about
   */
  record Column<T>(String name, Function<T, Object> value) {}

  /** A table with one row for each item. */
  static <T> CsvTable of(String file, List<T> items, List<Column<T>> columns) {
    return new CsvTable(
        file,
        columns.stream().map(Column::name).toList(),
        items.stream()
            .map(item -> columns.stream().map(column -> column.value().apply(item)).toList())
            .toList());
  }

  String render() {
    StringBuilder text = new StringBuilder(String.join(",", columns)).append('\n');
    for (List<Object> row : rows) {
      text.append(row.stream().map(CsvTable::cell).collect(Collectors.joining(","))).append('\n');
    }
    return text.toString();
  }

  private static String cell(Object value) {
    return switch (value) {
      case Double number when number.isNaN() -> "";
      case Double number when number == Math.rint(number) && Math.abs(number) < 1e15 ->
          Long.toString(number.longValue());
      default -> quoted(value.toString());
    };
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
