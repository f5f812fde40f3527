package org.isoline.law;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/**
 * The observation table: one CSV row a checkpoint. Written with full precision (reading it back
 * gives the same bits; NaN is an empty cell), readable by any spreadsheet or data-frame library.
 */
public final class Observations {
  private static final Map<String, Function<Observation, String>> COLUMNS = columns();

  private Observations() {}

  /**
   * Reads a table. Columns may come in any order and unknown ones are ignored. At least {@code
   * tokens}, one of {@code params_total} and {@code params_non_embedding}, and one of {@code
   * val_loss} (or {@code loss}, its alias) and {@code train_loss} must be there; an absent {@code
   * size} is named after the parameter count, an absent {@code run} after architecture, size and
   * seed.
   *
   * @throws LawException naming file, line, column and value if the table is malformed
   */
  public static List<Observation> read(Path csv) {
    return read(csv, TableOptions.own());
  }

  /**
   * Reads a table whose columns may have other names. Where it has {@code flops_6nd} but no {@code
   * tokens}, D is C / (6 N); where it names neither runs nor sizes, seeds or steps, every row is a
   * run. Files that end in {@code .gz} are unpacked.
   *
   * @throws LawException naming file, line, column and value if the table is malformed
   */
  public static List<Observation> read(Path csv, TableOptions options) {
    try (InputStream file = Files.newInputStream(csv);
        InputStream in = csv.toString().endsWith(".gz") ? new GZIPInputStream(file) : file) {
      CharBuffer text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(in.readAllBytes()));
      return parse(text.toString(), csv.toString(), options);
    } catch (IOException e) {
      throw new LawException("cannot read " + csv + " as UTF-8 text: " + e.getMessage(), e);
    }
  }

  /**
   * Writes the table in the canonical column order, atomically.
   *
   * @throws LawException if the file cannot be written
   */
  public static void write(Path csv, List<Observation> observations) {
    TableFile.write(csv, render(observations));
  }

  /** SHA-256 of the table in its canonical form, as {@link StudyLaws#dataHash} has it. */
  public static String sha256(List<Observation> observations) {
    try {
      byte[] table = render(observations).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(table));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The table as text. */
  static String render(List<Observation> observations) {
    StringBuilder text = new StringBuilder(String.join(",", COLUMNS.keySet())).append('\n');
    for (Observation observation : observations) {
      text.append(
          String.join(
              ",", COLUMNS.values().stream().map(cell -> cell.apply(observation)).toList()));
      text.append('\n');
    }
    return text.toString();
  }

  /** Reads a table from text; {@code source} names it in errors. */
  static List<Observation> parse(String text, String source) {
    return parse(text, source, TableOptions.own());
  }

  /** Reads a table whose columns may have other names from text. */
  static List<Observation> parse(String text, String source, TableOptions options) {
    List<Csv.Row> rows = Csv.parse(text, source);
    if (rows.isEmpty()) {
      throw new LawException(
          source + ": empty; the first line must name the columns, such as " + COLUMNS.keySet());
    }
    ObservationTable table = new ObservationTable(source, rows.getFirst(), options);
    List<Observation> observations = new ArrayList<>(rows.size() - 1);
    rows.stream().skip(1).forEach(row -> observations.add(table.observation(row)));
    if (options.strict()) {
      requireDistinct(rows.subList(1, rows.size()), source);
    }
    return observations;
  }

  /** A row that stands there twice would count twice. */
  private static void requireDistinct(List<Csv.Row> rows, String source) {
    Map<List<String>, Integer> seen = new HashMap<>();
    for (Csv.Row row : rows) {
      Integer earlier = seen.putIfAbsent(row.cells(), row.line());
      if (earlier != null) {
        throw new LawException(
            source
                + ": line "
                + row.line()
                + ": the row repeats line "
                + earlier
                + ", "
                + row.cells()
                + "; rows must differ in some column: delete one, or add a run or seed column if"
                + " both were measured");
      }
    }
  }

  private static Map<String, Function<Observation, String>> columns() {
    Map<String, Function<Observation, String>> columns = new LinkedHashMap<>();
    columns.put("arch", o -> Csv.quote(o.arch()));
    columns.put("size", o -> Csv.quote(o.size()));
    columns.put("run", o -> Csv.quote(o.run()));
    columns.put("seed", o -> Long.toString(o.seed()));
    columns.put("step", o -> o.step() == Observation.UNKNOWN_STEP ? "" : Long.toString(o.step()));
    columns.put("tokens", o -> number(o.tokens()));
    columns.put("unique_tokens", o -> number(o.uniqueTokens()));
    columns.put("params_non_embedding", o -> number(o.paramsNonEmbedding()));
    columns.put("params_total", o -> number(o.paramsTotal()));
    columns.put("flops_paper", o -> number(o.flopsPaper()));
    columns.put("flops_causal", o -> number(o.flopsCausal()));
    columns.put("flops_6nd", o -> number(o.flops6nd()));
    columns.put("train_loss", o -> number(o.trainLoss()));
    columns.put("val_loss", o -> number(o.valLoss()));
    columns.put("bits_per_byte", o -> number(o.bitsPerByte()));
    columns.put("lr", o -> number(o.lr()));
    columns.put("phase", o -> Csv.quote(o.phase()));
    columns.put("batch_tokens", o -> number(o.batchTokens()));
    columns.put("context", o -> number(o.context()));
    return columns;
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    return whole && !isNegativeZero(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static boolean isNegativeZero(double value) {
    return value == 0 && 1 / value < 0;
  }
}
