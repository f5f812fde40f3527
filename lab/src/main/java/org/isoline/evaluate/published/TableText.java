package org.isoline.evaluate.published;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.isoline.evaluate.EvaluationException;
import org.isoline.evaluate.average.Average;
import org.isoline.evaluate.average.Measured;
import org.isoline.model.Architecture;

/**
 * A table as text: a line of column names, then a line for each row, cells separated by commas and
 * never quoted.
 *
 * <p>Behind the four labels a column is a score, {@code task:metric}, or a printed average, by its
 * {@link Average#id}.
 */
final class TableText {
  private static final List<String> LABELS = List.of("architecture", "size", "context", "tables");
  private static final Pattern KEY = Pattern.compile("[a-z0-9_]+:[A-Za-z0-9_]+");
  private static final Pattern SIZE = Pattern.compile("70M|160M|410M|1B(-[0-9]+)?|3B|7B");
  private static final Pattern WHOLE = Pattern.compile("[1-9][0-9]{0,5}");
  private static final Pattern DECIMAL = Pattern.compile("[0-9]+(\\.[0-9]+)?");
  private static final String FAILED = "-";
  private static final String PERPLEXITY = ":perplexity";
  private static final double PERCENT = 100;

  private final String source;
  private final List<String> lines;

  /** The text under the name that errors give it. */
  TableText(String source, String text) {
    this.source = source;
    this.lines = text.lines().toList();
  }

  /**
   * The rows.
   *
   * @throws EvaluationException naming the line, the value and what is legal
   */
  List<PublishedRow> rows() {
    if (lines.size() < 2) {
      throw new EvaluationException(
          source
              + ": lines: "
              + lines.size()
              + "; a table has a line of names and at least one row");
    }
    List<String> columns = columns();
    List<PublishedRow> rows = new ArrayList<>();
    for (int line = 2; line <= lines.size(); line++) {
      rows.add(row(columns, line));
    }
    return List.copyOf(rows);
  }

  private List<String> columns() {
    List<String> columns = cells(1);
    if (columns.size() <= LABELS.size() || !columns.subList(0, LABELS.size()).equals(LABELS)) {
      throw error(1, "columns " + columns + "; the first four must be " + LABELS + ", with more");
    }
    Set<String> seen = new HashSet<>();
    for (String column : columns) {
      if (!seen.add(column)) {
        throw error(1, "column '" + column + "' stands there twice; remove one");
      }
    }
    for (String column : columns.subList(LABELS.size(), columns.size())) {
      if (!KEY.matcher(column).matches() && !isAverage(column)) {
        throw error(
            1,
            "column '"
                + column
                + "' is neither task:metric nor one of the averages "
                + Average.published().stream().map(Average::id).toList());
      }
    }
    return columns;
  }

  private PublishedRow row(List<String> columns, int line) {
    List<String> cells = cells(line);
    if (cells.size() != columns.size()) {
      throw error(
          line, "cells: " + cells.size() + "; there must be " + columns.size() + ", as in line 1");
    }
    Map<String, Measured> scores = new LinkedHashMap<>();
    Map<Average, Double> printed = new LinkedHashMap<>();
    for (int i = LABELS.size(); i < columns.size(); i++) {
      String column = columns.get(i);
      String cell = cells.get(i);
      if (isAverage(column)) {
        printed.put(Average.of(column), number(line, column, cell));
      } else if (!cell.equals(FAILED)) {
        scores.put(column, Measured.valueOnly(number(line, column, cell)));
      }
    }
    return new PublishedRow(
        architecture(line, cells.get(0)),
        size(line, cells.get(1)),
        whole(line, "context", cells.get(2)),
        tables(line, cells.get(3)),
        scores,
        printed);
  }

  private List<String> cells(int line) {
    return List.of(lines.get(line - 1).split(",", -1));
  }

  private Architecture architecture(int line, String cell) {
    try {
      return Architecture.of(cell);
    } catch (IllegalArgumentException e) {
      throw error(line, e.getMessage());
    }
  }

  private String size(int line, String cell) {
    if (!SIZE.matcher(cell).matches()) {
      throw error(
          line, "size '" + cell + "'; it must be 70M, 160M, 410M, 1B, 1B-<width>, 3B or 7B");
    }
    return cell;
  }

  private List<Integer> tables(int line, String cell) {
    return Arrays.stream(cell.split(" ", -1)).map(table -> whole(line, "tables", table)).toList();
  }

  private int whole(int line, String column, String cell) {
    if (!WHOLE.matcher(cell).matches()) {
      throw error(line, column + " '" + cell + "'; it must be a whole number from 1 to 999999");
    }
    return Integer.parseInt(cell);
  }

  private double number(int line, String column, String cell) {
    if (!DECIMAL.matcher(cell).matches()) {
      throw error(
          line,
          column
              + " '"
              + cell
              + "'; it must be digits with at most one point, or - for a score"
              + " that failed");
    }
    double value = Double.parseDouble(cell);
    boolean perplexity = column.endsWith(PERPLEXITY);
    if (perplexity ? value < 1 : value > PERCENT) {
      throw error(
          line, column + " " + cell + "; it must be " + (perplexity ? "at least 1" : "0 to 100"));
    }
    return value;
  }

  private static boolean isAverage(String column) {
    return Average.published().stream().anyMatch(average -> average.id().equals(column));
  }

  private EvaluationException error(int line, String what) {
    return new EvaluationException(source + ": line " + line + ": " + what);
  }
}
