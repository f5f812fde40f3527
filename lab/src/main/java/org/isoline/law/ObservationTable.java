package org.isoline.law;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The header of an observation table, and the meaning it gives to rows. */
final class ObservationTable {
  private static final String UNNAMED = "unnamed";

  private final String source;
  private final List<String> header;
  private final Map<String, Integer> index = new HashMap<>();

  ObservationTable(String source, Csv.Row header) {
    this.source = source;
    this.header = header.cells().stream().map(String::strip).toList();
    for (int i = 0; i < this.header.size(); i++) {
      String name = canonical(this.header.get(i));
      if (index.putIfAbsent(name, i) != null) {
        throw new LawException(
            source
                + ": line "
                + header.line()
                + ": the column "
                + name
                + " appears twice"
                + ("val_loss".equals(name) ? " (loss is an alias of val_loss)" : "")
                + "; keep one");
      }
    }
    requireOneOf("tokens");
    requireOneOf("params_total", "params_non_embedding");
    requireOneOf("val_loss", "train_loss");
  }

  Observation observation(Csv.Row row) {
    if (row.cells().size() != header.size()) {
      throw new LawException(
          source
              + ": line "
              + row.line()
              + ": "
              + row.cells().size()
              + " cells under a header of "
              + header.size()
              + " columns; every row needs one cell a column");
    }
    double nonEmbedding = number(row, "params_non_embedding");
    double total = number(row, "params_total");
    String arch = text(row, "arch", UNNAMED);
    String size =
        text(
            row, "size", Numbers.format("%.4g", Double.isNaN(nonEmbedding) ? total : nonEmbedding));
    long seed = integer(row, "seed", 0);
    return new Observation(
        arch,
        size,
        text(row, "run", arch + "/" + size + "/" + seed),
        seed,
        integer(row, "step", Observation.UNKNOWN_STEP),
        number(row, "tokens"),
        number(row, "unique_tokens"),
        nonEmbedding,
        total,
        number(row, "flops_paper"),
        number(row, "flops_causal"),
        number(row, "flops_6nd"),
        number(row, "train_loss"),
        number(row, "val_loss"),
        number(row, "bits_per_byte"),
        number(row, "lr"),
        text(row, "phase", ""),
        number(row, "batch_tokens"),
        number(row, "context"));
  }

  private static String canonical(String name) {
    return "loss".equals(name) ? "val_loss" : name;
  }

  private void requireOneOf(String... names) {
    for (String name : names) {
      if (index.containsKey(name)) {
        return;
      }
    }
    throw new LawException(
        source
            + ": no column "
            + String.join(" or ", names)
            + " among "
            + header
            + "; the table needs tokens, params_total or params_non_embedding, and val_loss (alias loss) or train_loss");
  }

  private String cell(Csv.Row row, String column) {
    Integer i = index.get(column);
    return i == null ? "" : row.cells().get(i).strip();
  }

  private String text(Csv.Row row, String column, String absent) {
    String cell = cell(row, column);
    return cell.isEmpty() ? absent : cell;
  }

  private double number(Csv.Row row, String column) {
    String cell = cell(row, column);
    return switch (cell.toLowerCase(Locale.ROOT)) {
      case "", "nan" -> Double.NaN;
      case "inf", "+inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> decimal(row, column, cell);
    };
  }

  private double decimal(Csv.Row row, String column, String cell) {
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      throw new LawException(
          where(row, column)
              + ": '"
              + cell
              + "' is not a number; write one such as 1.5e9, or leave the cell empty",
          e);
    }
  }

  private long integer(Csv.Row row, String column, long absent) {
    double value = number(row, column);
    if (Double.isNaN(value)) {
      return absent;
    }
    if (value != Math.rint(value) || Math.abs(value) > Long.MAX_VALUE) {
      throw new LawException(
          where(row, column)
              + ": '"
              + cell(row, column)
              + "' is not a whole number; write one such as 1200");
    }
    // Seeds use all 64 bits, more than a double holds.
    String cell = cell(row, column);
    return cell.chars().allMatch(c -> c == '-' || Character.isDigit(c))
        ? Long.parseLong(cell)
        : (long) value;
  }

  private String where(Csv.Row row, String column) {
    return source + ": line " + row.line() + ", column " + column;
  }
}
