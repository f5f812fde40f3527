package org.isoline.speed;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * What became faster or slower between two records of the same benchmark.
 *
 * @param benchmark of both
 * @param ratios of every figure of merit that both have, above 1 where the second is better
 * @param unmatched rows that only one of them has
 * @param warnings reasons not to trust the ratios
 * @param tolerance ratios below this are losses
 */
public record Comparison(
    String benchmark,
    List<Ratio> ratios,
    List<String> unmatched,
    List<String> warnings,
    double tolerance) {

  /** Relative difference beyond which two machines or moments are not the same. */
  private static final double SAME = 0.05;

  /**
   * One figure of merit of one row.
   *
   * @param row its keys
   * @param figure name of the column
   * @param former in the first record
   * @param latter in the second
   * @param ratio how many times better the second is
   */
  public record Ratio(String row, String figure, double former, double latter, double ratio) {}

  /**
   * Compares two files.
   *
   * @param tolerance in (0, 1]; 0.9 lets a tenth of the speed go
   * @throws SpeedException if a file is no record, they are of different benchmarks, or no row of
   *     one is in the other
   */
  public static Comparison of(Path first, Path second, double tolerance) throws IOException {
    if (!(tolerance > 0 && tolerance <= 1)) {
      throw new SpeedException(
          "tolerance = " + tolerance + ", must be above 0 and at most 1; 0.9 is usual");
    }
    JsonNode a = RecordJson.read(first);
    JsonNode b = RecordJson.read(second);
    String benchmark = a.path("benchmark").asText();
    if (!benchmark.equals(b.path("benchmark").asText())) {
      throw new SpeedException(
          "%s is of bench %s, %s of bench %s; compare two of the same"
              .formatted(first, benchmark, second, b.path("benchmark").asText()));
    }
    Map<String, JsonNode> before = rows(a);
    Map<String, JsonNode> after = rows(b);
    List<Ratio> ratios = new ArrayList<>();
    before.forEach(
        (key, row) -> {
          if (after.containsKey(key)) {
            ratios.addAll(ratios(a, key, row, after.get(key)));
          }
        });
    if (ratios.isEmpty()) {
      throw new SpeedException(
          "%s and %s have no row in common; first rows: %s and %s"
              .formatted(
                  first,
                  second,
                  before.keySet().stream().limit(1).toList(),
                  after.keySet().stream().limit(1).toList()));
    }
    List<String> unmatched = new ArrayList<>();
    before.keySet().stream()
        .filter(key -> !after.containsKey(key))
        .forEach(key -> unmatched.add("only in " + first + ": " + key));
    after.keySet().stream()
        .filter(key -> !before.containsKey(key))
        .forEach(key -> unmatched.add("only in " + second + ": " + key));
    return new Comparison(benchmark, ratios, unmatched, warnings(a, b), tolerance);
  }

  private static Map<String, JsonNode> rows(JsonNode record) {
    Map<String, JsonNode> rows = new LinkedHashMap<>();
    List<String> keys = columns(record, "key");
    for (JsonNode row : record.path("rows")) {
      rows.put(
          keys.stream().map(key -> row.path(key).asText()).collect(Collectors.joining(" ")), row);
    }
    return rows;
  }

  private static List<String> columns(JsonNode record, String role) {
    List<String> names = new ArrayList<>();
    for (JsonNode column : record.path("columns")) {
      if (column.path("role").asText().equals(role)) {
        names.add(column.path("name").asText());
      }
    }
    return names;
  }

  private static List<Ratio> ratios(JsonNode record, String key, JsonNode a, JsonNode b) {
    List<Ratio> ratios = new ArrayList<>();
    for (String name : columns(record, "higher")) {
      addRatio(ratios, key, name, a, b, false);
    }
    for (String name : columns(record, "lower")) {
      addRatio(ratios, key, name, a, b, true);
    }
    return ratios;
  }

  private static void addRatio(
      List<Ratio> ratios, String key, String name, JsonNode a, JsonNode b, boolean less) {
    double former = a.path(name).asDouble();
    double latter = b.path(name).asDouble();
    if (former > 0 && latter > 0) {
      double ratio = less ? former / latter : latter / former;
      ratios.add(new Ratio(key, name, former, latter, ratio));
    }
  }

  private static List<String> warnings(JsonNode a, JsonNode b) {
    List<String> warnings = new ArrayList<>();
    for (String field : List.of("cpu", "instructions", "cores", "jdk", "libtorch", "environment")) {
      differ(warnings, "machine " + field, a.at("/machine/" + field), b.at("/machine/" + field));
    }
    for (String field : List.of("clock", "threads", "settings")) {
      differ(warnings, field, a.path(field), b.path(field));
    }
    drift(warnings, "memory of the machines", a, b, "/machine/memory_bytes");
    for (String type : List.of("fp32_flops", "bf16_flops")) {
      double former = ceiling(a, type);
      double latter = ceiling(b, type);
      drift(warnings, "ceilings " + type, former, latter);
      unsteady(warnings, "the first record", a, type);
      unsteady(warnings, "the second record", b, type);
    }
    return warnings;
  }

  private static void differ(List<String> warnings, String what, JsonNode a, JsonNode b) {
    if (!a.equals(b)) {
      warnings.add("%s differs: %s and %s".formatted(what, text(a), text(b)));
    }
  }

  private static String text(JsonNode node) {
    return node.isValueNode() ? node.asText() : node.toString();
  }

  private static void drift(
      List<String> warnings, String what, JsonNode a, JsonNode b, String path) {
    drift(warnings, what, a.at(path).asDouble(), b.at(path).asDouble());
  }

  private static void drift(List<String> warnings, String what, double a, double b) {
    if (a > 0 && b > 0 && Math.abs(a - b) > SAME * Math.max(a, b)) {
      warnings.add(
          String.format(
              Locale.ROOT, "%s differ by %.0f %%: %.4g and %.4g", what, 100 * (b / a - 1), a, b));
    }
  }

  private static void unsteady(List<String> warnings, String whose, JsonNode record, String type) {
    double before = record.at("/ceilings/before/" + type).asDouble();
    double after = record.at("/ceilings/after/" + type).asDouble();
    drift(warnings, "ceilings " + type + " before and after " + whose, before, after);
  }

  private static double ceiling(JsonNode record, String type) {
    return (record.at("/ceilings/before/" + type).asDouble()
            + record.at("/ceilings/after/" + type).asDouble())
        / 2;
  }

  /** Whether any figure of merit fell below the tolerance. */
  public boolean hasLosses() {
    return ratios.stream().anyMatch(ratio -> ratio.ratio < tolerance);
  }

  /** Median ratio of each figure. */
  public Map<String, Double> medians() {
    Map<String, Double> medians = new LinkedHashMap<>();
    for (String figure : ratios.stream().map(Ratio::figure).distinct().toList()) {
      double[] sorted =
          ratios.stream()
              .filter(ratio -> ratio.figure.equals(figure))
              .mapToDouble(Ratio::ratio)
              .sorted()
              .toArray();
      int middle = sorted.length / 2;
      OptionalDouble even =
          sorted.length % 2 == 0
              ? OptionalDouble.of((sorted[middle - 1] + sorted[middle]) / 2)
              : OptionalDouble.empty();
      medians.put(figure, even.orElse(sorted[middle]));
    }
    return medians;
  }

  /** For a terminal. */
  public String text() {
    Lines lines = new Lines(2, List.of("row", "figure", "first", "second", "ratio", ""));
    for (Ratio ratio : ratios) {
      lines.add(
          List.of(
              ratio.row,
              ratio.figure,
              String.format(Locale.ROOT, "%.5g", ratio.former),
              String.format(Locale.ROOT, "%.5g", ratio.latter),
              String.format(Locale.ROOT, "%.3f", ratio.ratio),
              ratio.ratio < tolerance ? "worse" : ""));
    }
    StringBuilder text = new StringBuilder(lines.plain()).append('\n');
    medians()
        .forEach(
            (name, ratio) ->
                text.append(String.format(Locale.ROOT, "median %s: %.3f%n", name, ratio)));
    unmatched.forEach(row -> text.append(row).append('\n'));
    warnings.forEach(warning -> text.append("warning: ").append(warning).append('\n'));
    text.append("ratios above 1: the second is better; worse: below ").append(tolerance);
    return text.append('\n').toString();
  }
}
