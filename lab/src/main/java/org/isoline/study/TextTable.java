package org.isoline.study;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of text under a heading, the first column to the left, the others to the right. */
final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... heading) {
    rows.add(List.of(heading));
  }

  TextTable row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /** Lines that each end with a line break. */
  String render() {
    int columns = rows.getFirst().size();
    int[] widths =
        IntStream.range(0, columns)
            .map(c -> rows.stream().mapToInt(row -> row.get(c).length()).max().orElse(0))
            .toArray();
    return rows.stream()
        .map(
            row ->
                IntStream.range(0, columns)
                        .mapToObj(c -> pad(row.get(c), widths[c], c == 0))
                        .collect(Collectors.joining("  "))
                        .stripTrailing()
                    + "\n")
        .collect(Collectors.joining());
  }

  private static String pad(String text, int width, boolean left) {
    String blank = " ".repeat(width - text.length());
    return left ? text + blank : blank + text;
  }
}
