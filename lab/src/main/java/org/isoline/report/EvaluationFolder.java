package org.isoline.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.isoline.evaluate.run.EvaluatedFolder;
import org.isoline.evaluate.run.Result;
import org.isoline.evaluate.run.ResultKey;
import org.isoline.evaluate.run.ResultStore;
import org.isoline.evaluate.run.ResultTable;

/**
 * What {@code isoline evaluate} left in a study. The table says which results are current; results
 * that it does not list, of a former version of a task or of other options, are not looked at. A
 * row whose result is gone or cannot be read is passed over with a remark, since nothing could be
 * shown of what is behind it; averages have no result of their own.
 */
final class EvaluationFolder {
  /** The table, relative to the study. */
  static final String TABLE = EvaluatedFolder.RESULTS + "/" + ResultTable.CSV;

  private static final String AVERAGE = "mean";
  private static final int HIGHEST = 10;
  private static final List<String> NEEDED =
      List.of(
          "run",
          "architecture",
          "step",
          "tokens",
          "params_non_embedding",
          "params_total",
          "flops_paper",
          "flops_causal",
          "context",
          "task",
          "task_version",
          "metric",
          "value",
          "standard_error",
          "n",
          "chance",
          "higher_is_better",
          "primary",
          "missing_parts",
          "checkpoint_hash",
          "task_hash",
          "data_hash",
          "settings_hash");

  private final Path folder;
  private final Map<String, ReportData.Cell> cells = new HashMap<>();
  private final List<String> remarks;

  /** A reader that adds what it passes over to {@code remarks}. */
  EvaluationFolder(Path study, List<ReportData.Cell> cells, List<String> remarks) {
    this.folder = study.resolve(EvaluatedFolder.RESULTS);
    this.remarks = remarks;
    cells.forEach(cell -> this.cells.put(cell.id(), cell));
  }

  /** Reads the folder; empty if there is no table in it. */
  Optional<Evaluated> read() {
    return JsonFiles.text(folder.resolve(ResultTable.CSV)).map(text -> read(CsvFile.of(text)));
  }

  private Evaluated read(CsvFile table) {
    Optional<String> lacking = table.lacks(NEEDED);
    if (lacking.isPresent()) {
      remarks.add(
          "%s has no column '%s' and is passed over; 'isoline evaluate' writes it again"
              .formatted(TABLE, lacking.get()));
      return Evaluated.NOTHING;
    }
    if (table.torn() > 0) {
      remarks.add(TABLE + ": " + Words.many(table.torn(), "row") + " of another width passed over");
    }
    return new Reading(results()).of(table.records());
  }

  private Map<String, Result> results() {
    Map<String, Result> results = new HashMap<>();
    try {
      new ResultStore(folder)
          .all(warning -> remarks.add(relative(warning)))
          .forEach(result -> results.put(result.key().fileName(), result));
    } catch (UncheckedIOException e) {
      throw new ReportException(e.getMessage() + "; check its permissions", e);
    }
    return results;
  }

  /** A page says the same wherever its study lies. */
  private String relative(String warning) {
    return warning.replace(folder.toString(), EvaluatedFolder.RESULTS);
  }

  /** What becomes of the rows of the table. */
  private final class Reading {
    private final Map<String, Result> results;
    private final List<Evaluated.Score> scores = new ArrayList<>();
    private final List<Evaluated.NeedleMap> needles = new ArrayList<>();
    private final List<Evaluated.PositionCurve> positions = new ArrayList<>();
    private final Set<String> detailed = new HashSet<>();
    private final Map<String, String> gone = new LinkedHashMap<>();

    Reading(Map<String, Result> results) {
      this.results = results;
    }

    Evaluated of(List<CsvFile.Row> rows) {
      rows.forEach(this::row);
      gone.forEach(
          (file, what) ->
              remarks.add(
                  "%s lists %s, but %s/results/%s is gone or no result; passed over, 'isoline evaluate' measures it again"
                      .formatted(TABLE, what, EvaluatedFolder.RESULTS, file)));
      return new Evaluated(scores, needles, positions);
    }

    private void row(CsvFile.Row row) {
      boolean average = row.text("data_hash").isEmpty() && row.text("metric").equals(AVERAGE);
      String file = key(row).fileName();
      if (!average && !results.containsKey(file)) {
        gone.put(file, row.text("task") + " of " + row.text("run") + ", step " + row.text("step"));
        return;
      }
      Evaluated.Checkpoint checkpoint = checkpoint(row);
      scores.add(score(row, checkpoint, average));
      if (!average && detailed.add(file)) {
        details(checkpoint, row.text("task"), results.get(file).details());
      }
    }

    private void details(Evaluated.Checkpoint checkpoint, String task, JsonNode details) {
      if (details.has("depths") && details.has("scores")) {
        needles(checkpoint, task, details)
            .ifPresentOrElse(needles::add, () -> malformed(checkpoint, task, "scores"));
      }
      if (details.has("buckets")) {
        List<Evaluated.Bucket> buckets = buckets(details.path("buckets"));
        if (buckets.isEmpty()) {
          malformed(checkpoint, task, "buckets");
        } else {
          positions.add(new Evaluated.PositionCurve(checkpoint, task, buckets));
        }
      }
    }

    private void malformed(Evaluated.Checkpoint checkpoint, String task, String key) {
      remarks.add(
          "the details of %s of %s, step %d, have malformed %s and are passed over; delete the result and run 'isoline evaluate' again"
              .formatted(task, checkpoint.run(), checkpoint.step(), key));
    }
  }

  private static ResultKey key(CsvFile.Row row) {
    return new ResultKey(
        row.text("task"),
        row.text("task_version"),
        row.text("task_hash"),
        row.text("data_hash"),
        row.text("checkpoint_hash"),
        row.text("settings_hash"));
  }

  private Evaluated.Checkpoint checkpoint(CsvFile.Row row) {
    Optional<ReportData.Cell> cell = Optional.ofNullable(cells.get(row.text("run")));
    return new Evaluated.Checkpoint(
        row.text("architecture"),
        cell.map(ReportData.Cell::size)
            .filter(size -> !size.isEmpty())
            .orElseGet(() -> Format.count(row.number("params_total"))),
        row.text("run"),
        cell.map(ReportData.Cell::seed).orElse(0L),
        row.whole("step", -1),
        row.number("tokens"),
        row.number("params_non_embedding"),
        row.number("params_total"),
        row.number("flops_paper"),
        row.number("flops_causal"),
        (int) row.whole("context", 0));
  }

  private static Evaluated.Score score(
      CsvFile.Row row, Evaluated.Checkpoint checkpoint, boolean average) {
    return new Evaluated.Score(
        checkpoint,
        row.text("task"),
        row.text("metric"),
        row.number("value"),
        row.number("standard_error"),
        row.whole("n", 0),
        row.number("chance"),
        row.yes("higher_is_better"),
        row.yes("primary"),
        average,
        Arrays.stream(row.text("missing_parts").split(" "))
            .filter(part -> !part.isEmpty())
            .toList());
  }

  private static Optional<Evaluated.NeedleMap> needles(
      Evaluated.Checkpoint checkpoint, String task, JsonNode details) {
    List<Integer> lengths = wholes(details.path("lengths"));
    List<Integer> depths = wholes(details.path("depths"));
    List<List<Integer>> scores = new ArrayList<>();
    details.path("scores").forEach(row -> scores.add(wholes(row)));
    boolean whole =
        !lengths.isEmpty()
            && !depths.isEmpty()
            && scores.size() == depths.size()
            && scores.stream().allMatch(row -> row.size() == lengths.size())
            && scores.stream().flatMap(List::stream).allMatch(s -> s >= 1 && s <= HIGHEST);
    return whole
        ? Optional.of(new Evaluated.NeedleMap(checkpoint, task, lengths, depths, scores))
        : Optional.empty();
  }

  private static List<Integer> wholes(JsonNode list) {
    List<Integer> numbers = new ArrayList<>();
    list.forEach(number -> numbers.add(number.asInt(-1)));
    return numbers;
  }

  /** The buckets; none if one of them is malformed. */
  private static List<Evaluated.Bucket> buckets(JsonNode list) {
    List<Evaluated.Bucket> buckets = new ArrayList<>();
    for (JsonNode one : list) {
      long from = one.path("from").asLong(-1);
      long to = one.path("to").asLong(-1);
      double loss = JsonFiles.number(one, "loss");
      if (from < 0 || to <= from || Double.isNaN(loss)) {
        return List.of();
      }
      buckets.add(
          new Evaluated.Bucket(
              from,
              to,
              loss,
              JsonFiles.number(one, "standard_error"),
              one.path("windows").asLong()));
    }
    return buckets;
  }
}
