package org.isoline.law;

import java.util.ArrayList;
import java.util.List;

/**
 * Comma-separated values after RFC 4180: quoted cells may hold commas, line breaks and doubled
 * quotes.
 */
final class Csv {
  /** One record: the line of the file it starts on, counted from 1, and its cells. */
  record Row(int line, List<String> cells) {}

  private final String text;
  private final String source;
  private int position;
  private int line = 1;

  private Csv(String text, String source) {
    this.text = text;
    this.source = source;
  }

  /** The records of {@code text}, without blank lines; {@code source} names the text in errors. */
  static List<Row> parse(String text, String source) {
    Csv csv = new Csv(text.startsWith("\uFEFF") ? text.substring(1) : text, source);
    List<Row> rows = new ArrayList<>();
    while (csv.position < csv.text.length()) {
      Row row = csv.row();
      if (row.cells().size() > 1 || !row.cells().getFirst().isBlank()) {
        rows.add(row);
      }
    }
    return rows;
  }

  /** The cell as it must be written to be read back unchanged. */
  static String quote(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain && cell.equals(cell.strip()) ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  private Row row() {
    int start = line;
    List<String> cells = new ArrayList<>();
    cells.add(cell());
    while (position < text.length() && text.charAt(position) == ',') {
      position++;
      cells.add(cell());
    }
    endOfLine();
    return new Row(start, cells);
  }

  private String cell() {
    return position < text.length() && text.charAt(position) == '"' ? quoted() : unquoted();
  }

  private String unquoted() {
    int start = position;
    while (position < text.length() && ",\r\n".indexOf(text.charAt(position)) < 0) {
      if (text.charAt(position) == '"') {
        throw error(
            line,
            "a quote inside an unquoted cell; put the whole cell in quotes and double the inner ones");
      }
      position++;
    }
    return text.substring(start, position);
  }

  private String quoted() {
    int start = line;
    StringBuilder cell = new StringBuilder();
    for (position++; position < text.length(); position++) {
      char c = text.charAt(position);
      if (c == '"') {
        position++;
        if (position == text.length() || text.charAt(position) != '"') {
          return cell.toString();
        }
      }
      line += c == '\n' ? 1 : 0;
      cell.append(c);
    }
    throw error(start, "a quoted cell begins here and never ends; close the quote");
  }

  private void endOfLine() {
    if (position < text.length() && text.charAt(position) == '\r') {
      position++;
    }
    if (position < text.length() && text.charAt(position) == '\n') {
      position++;
    } else if (position < text.length() && text.charAt(position - 1) != '\r') {
      throw error(
          line,
          "'"
              + text.charAt(position)
              + "' after a closing quote; a comma or the end of the line belongs here");
    }
    line++;
  }

  private LawException error(int where, String what) {
    return new LawException(source + ": line " + where + ": " + what);
  }
}
