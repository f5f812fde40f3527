package org.isoline.speed;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Cells under headings, for a terminal or for Markdown. */
final class Lines {
  private final List<List<String>> rows = new ArrayList<>();
  private final int texts;

  /**
   * A table without rows.
   *
   * @param texts columns at the left that hold text; the others hold numbers
   */
  Lines(int texts, List<String> headings) {
    this.texts = texts;
    rows.add(headings);
  }

  void add(List<String> cells) {
    rows.add(List.copyOf(cells));
  }

  /** Aligned by blanks. */
  String plain() {
    int[] widths =
        IntStream.range(0, rows.getFirst().size())
            .map(c -> rows.stream().mapToInt(row -> row.get(c).length()).max().orElse(0))
            .toArray();
    return rows.stream()
        .map(
            row ->
                IntStream.range(0, widths.length)
                        .mapToObj(c -> padded(row.get(c), widths[c], c < texts))
                        .collect(Collectors.joining("  "))
                        .stripTrailing()
                    + "\n")
        .collect(Collectors.joining());
  }

  private static String padded(String text, int width, boolean left) {
    String blank = " ".repeat(width - text.length());
    return left ? text + blank : blank + text;
  }

  /** A Markdown table. */
  String markdown() {
    List<String> lines = new ArrayList<>();
    rows.forEach(row -> lines.add("| " + String.join(" | ", row) + " |"));
    String rule =
        IntStream.range(0, rows.getFirst().size())
            .mapToObj(c -> c < texts ? "---|" : "---:|")
            .collect(Collectors.joining());
    lines.add(1, "|" + rule);
    return String.join("\n", lines) + "\n";
  }
}
