package org.isoline.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.isoline.files.AtomicFile;

/** Tables of results as CSV, whole or not at all. */
final class TextFile {
  private TextFile() {}

  /** Writes a header and rows; numbers that do not exist are empty cells. */
  static void csv(Path file, List<String> header, List<List<Object>> rows) throws IOException {
    StringBuilder text = new StringBuilder(String.join(",", header)).append('\n');
    for (List<Object> row : rows) {
      text.append(row.stream().map(TextFile::cell).collect(Collectors.joining(","))).append('\n');
    }
    AtomicFile.write(file, text.toString());
  }

  private static String cell(Object value) {
    if (value instanceof Double number) {
      return Double.isFinite(number) ? number.toString() : "";
    }
    String text = value.toString();
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
