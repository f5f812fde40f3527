package org.isoline.cli;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.isoline.evaluate.average.Average;
import org.isoline.evaluate.published.PublishedTables;
import org.isoline.evaluate.published.Recomputed;

/** The averages that the paper prints, beside those that its own columns give. */
final class PublishedAverages {
  private static final String LINE = "%-28s %-20s %8s %10s %10s  %s%n";

  private PublishedAverages() {}

  static String text() {
    StringBuilder text = new StringBuilder();
    for (Average average : List.of(Average.CSR7, Average.SCROLLS13)) {
      List<Recomputed> rows = PublishedTables.recomputed(average);
      text.append(
          String.format(
              Locale.ROOT,
              LINE,
              average.id(),
              "tables",
              "printed",
              "recomputed",
              "difference",
              ""));
      rows.forEach(row -> text.append(line(row)));
      long agree = rows.stream().filter(Recomputed::agrees).count();
      text.append(
          String.format(Locale.ROOT, "%d of %d rows agree to 0.01 points%n%n", agree, rows.size()));
    }
    return text.toString();
  }

  private static String line(Recomputed row) {
    return String.format(
        Locale.ROOT,
        LINE,
        row.row().name(),
        "Table " + tables(row),
        number(row.printed()),
        number(row.recomputed().value()),
        number(row.difference()),
        row.recomputed().missing().isEmpty()
            ? ""
            : "without " + String.join(" ", row.recomputed().missing()));
  }

  private static String tables(Recomputed row) {
    return row.row().tables().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.2f", value.getAsDouble()) : "-";
  }
}
