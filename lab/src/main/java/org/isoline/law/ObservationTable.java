package org.isoline.law;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The header of an observation table, and the meaning it gives to rows. */
final class ObservationTable {
  private static final String UNNAMED = "unnamed";

  /** FLOP for each parameter and token where a table gives compute in place of tokens. */
  private static final double SIX = 6;

  /** Every column that has a meaning; {@code loss} is an alias of {@code val_loss}. */
  static final List<String> COLUMNS =
      List.of(
          "arch",
          "size",
          "run",
          "seed",
          "step",
          "tokens",
          "unique_tokens",
          "params_non_embedding",
          "params_total",
          "flops_paper",
          "flops_causal",
          "flops_6nd",
          "train_loss",
          "val_loss",
          "bits_per_byte",
          "lr",
          "phase",
          "batch_tokens",
          "context",
          "budget",
          "accuracy");

  private static final Set<String> POSITIVE =
      Set.of(
          "tokens",
          "unique_tokens",
          "params_non_embedding",
          "params_total",
          "flops_paper",
          "flops_causal",
          "flops_6nd",
          "train_loss",
          "val_loss",
          "budget");

  private final String source;
  private final TableOptions options;
  private final List<String> header;
  private final Map<String, Integer> index = new HashMap<>();

  ObservationTable(String source, Csv.Row header, TableOptions options) {
    this.source = source;
    this.options = options;
    this.header = header.cells().stream().map(String::strip).toList();
    Map<String, String> renamed = options.canonical();
    requireThere(renamed.keySet());
    for (int i = 0; i < this.header.size(); i++) {
      String name = canonical(this.header.get(i), renamed);
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
    requireOneOf("tokens", "flops_6nd");
    requireOneOf("params_total", "params_non_embedding");
    requireOneOf("val_loss", "train_loss");
  }

  private void requireThere(Set<String> names) {
    for (String name : names) {
      if (!header.contains(name)) {
        throw new LawException(
            source
                + ": no column '"
                + name
                + "', which is to be renamed, among "
                + header
                + "; names are compared letter by letter");
      }
    }
  }

  /** The run of a row whose table does not name it. */
  private String unnamedRun(Csv.Row row, String arch, String size, long seed) {
    boolean curves =
        index.containsKey("size") || index.containsKey("seed") || index.containsKey("step");
    return curves ? arch + "/" + size + "/" + seed : "line " + row.line();
  }

  /** Tokens, or where a table has compute in their place, D = C / (6 N). */
  private double tokens(Csv.Row row, double nonEmbedding, double total) {
    return index.containsKey("tokens")
        ? number(row, "tokens")
        : number(row, "flops_6nd") / (SIX * (Double.isNaN(total) ? nonEmbedding : total));
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
        text(row, "run", unnamedRun(row, arch, size, seed)),
        seed,
        integer(row, "step", Observation.UNKNOWN_STEP),
        tokens(row, nonEmbedding, total),
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
        number(row, "context"),
        number(row, "budget"),
        number(row, "accuracy"));
  }

  /** A column that is renamed to another has no other meaning. */
  private static String canonical(String name, Map<String, String> renamed) {
    if (renamed.containsKey(name)) {
      return renamed.get(name);
    }
    String own = "loss".equals(name) ? "val_loss" : name;
    return renamed.containsValue(own) ? "(" + name + ")" : own;
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
            + "; the table needs tokens (or flops_6nd), params_total or params_non_embedding, and val_loss (alias loss)"
            + " or train_loss; --columns tokens=D,params_total=N says which of yours they are");
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
    double value =
        switch (cell.toLowerCase(Locale.ROOT)) {
          case "", "nan" -> Double.NaN;
          case "inf", "+inf" -> Double.POSITIVE_INFINITY;
          case "-inf" -> Double.NEGATIVE_INFINITY;
          default -> decimal(row, column, cell);
        };
    if (options.strict() && !cell.isEmpty()) {
      requireLegal(row, column, cell, value);
    }
    return value;
  }

  private void requireLegal(Csv.Row row, String column, String cell, double value) {
    boolean legal =
        POSITIVE.contains(column)
            ? value > 0 && Double.isFinite(value)
            : !"accuracy".equals(column) || value >= 0 && value <= 1;
    if (!legal) {
      throw new LawException(
          where(row, column)
              + ": '"
              + cell
              + "' is not legal: "
              + ("accuracy".equals(column) ? "a share from 0 to 1" : "a positive finite number")
              + " belongs here; correct it, leave the cell empty, or let such rows be dropped with --skip-invalid");
    }
  }

  private double decimal(Csv.Row row, String column, String cell) {
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      throw new LawException(
          where(row, column)
              + ": '"
              + cell
              + "' is not a number; write one such as 1.5e9"
              + (cell.contains(",") ? " (with a point, not a comma)" : "")
              + ", or leave the cell empty",
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
    return source + ": line " + row.line() + ", column " + header.get(index.get(column));
  }
}
