package org.isoline.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The folder of one cell. Whatever a kill left behind is readable: absent files, torn lines, steps
 * that a resumed run wrote a second time.
 */
final class CellFolder {
  private final Path folder;
  private final List<String> remarks;

  /** A reader that adds what it passes over to {@code remarks}. */
  CellFolder(Path folder, List<String> remarks) {
    this.folder = folder;
    this.remarks = remarks;
  }

  /** Whether a folder looks like a cell's. */
  static boolean isCell(Path folder) {
    return List.of("config.yaml", "outcome.json", "metrics.jsonl").stream()
        .anyMatch(file -> Files.isRegularFile(folder.resolve(file)));
  }

  /** A cell that is planned and has no folder yet. */
  static ReportData.Cell pending(String id, Map<String, String> plan) {
    return new ReportData.Cell(
        id,
        plan.getOrDefault("architecture", ""),
        plan.getOrDefault("size", ""),
        whole(plan.get("seed")),
        CellState.PENDING,
        0,
        whole(plan.get("steps")),
        "",
        List.of(),
        plan,
        List.of(),
        List.of(),
        Optional.empty());
  }

  ReportData.Cell read() {
    String id = folder.getFileName().toString();
    Map<String, String> config =
        tolerant("config.yaml", JsonFiles::yaml).map(JsonFiles::flat).orElse(Map.of());
    List<ReportData.Metric> metrics =
        byStep("metrics.jsonl", CellFolder::metric, ReportData.Metric::step);
    List<ReportData.Evaluation> evaluations =
        byStep("evaluations.jsonl", CellFolder::evaluation, ReportData.Evaluation::step);
    Optional<JsonNode> outcome = tolerant("outcome.json", JsonFiles::json);
    return new ReportData.Cell(
        id,
        config.getOrDefault("architecture", ""),
        config.getOrDefault("size", ""),
        whole(config.get("seed")),
        state(outcome, !metrics.isEmpty()),
        outcome
            .filter(o -> o.has("step"))
            .map(o -> o.path("step").asLong())
            .orElse(metrics.isEmpty() ? 0 : metrics.getLast().step()),
        outcome.map(o -> o.path("steps").asLong()).orElse(0L),
        outcome.map(o -> o.path("message").asText("")).orElse(""),
        outcome.map(CellFolder::log).orElse(List.of()),
        config,
        metrics,
        evaluations,
        tolerant("trust.json", JsonFiles::json).map(Trust::of));
  }

  private CellState state(Optional<JsonNode> outcome, boolean begun) {
    if (outcome.isEmpty()) {
      return begun ? CellState.UNKNOWN : CellState.PENDING;
    }
    String word = outcome.get().path("state").asText("");
    return CellState.of(word)
        .orElseGet(
            () -> {
              remarks.add(name("outcome.json") + " has the unknown state '" + word + "'");
              return CellState.UNKNOWN;
            });
  }

  /** One broken cell must not cost the report of the others. */
  private Optional<JsonNode> tolerant(String file, Function<Path, Optional<JsonNode>> read) {
    try {
      return read.apply(folder.resolve(file));
    } catch (ReportException e) {
      remarks.add(e.getMessage());
      return Optional.empty();
    }
  }

  private <T> List<T> byStep(String file, Function<JsonNode, T> record, Function<T, Long> step) {
    JsonFiles.Lines lines = JsonFiles.lines(folder.resolve(file));
    if (lines.torn() > 0) {
      remarks.add(
          name(file)
              + (lines.torn() == 1
                  ? ": a line that was torn when its process was killed is passed over"
                  : ": " + lines.torn() + " torn lines are passed over"));
    }
    Map<Long, T> records = new TreeMap<>();
    for (JsonNode line : lines.records()) {
      if (line.path("step").isIntegralNumber()) {
        T value = record.apply(line);
        records.put(step.apply(value), value);
      }
    }
    Collection<T> inOrder = records.values();
    return new ArrayList<>(inOrder);
  }

  private String name(String file) {
    return folder.getFileName() + "/" + file;
  }

  private static List<String> log(JsonNode outcome) {
    List<String> log = new ArrayList<>();
    outcome.path("log").forEach(line -> log.add(line.asText()));
    return log;
  }

  private static ReportData.Metric metric(JsonNode line) {
    return new ReportData.Metric(
        line.path("step").asLong(),
        JsonFiles.number(line, "tokens"),
        JsonFiles.number(line, "loss"),
        JsonFiles.number(line, "tokens_per_second"),
        JsonFiles.number(line, "flop_utilisation"),
        JsonFiles.number(line, "seconds"));
  }

  private static ReportData.Evaluation evaluation(JsonNode line) {
    return new ReportData.Evaluation(
        line.path("step").asLong(),
        JsonFiles.number(line, "tokens"),
        JsonFiles.number(line, "val_loss"),
        JsonFiles.number(line, "val_loss_standard_error"),
        JsonFiles.number(line, "bits_per_byte"));
  }

  private static long whole(String text) {
    return text != null && text.matches("-?\\d{1,18}") ? Long.parseLong(text) : 0;
  }
}
