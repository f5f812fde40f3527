package org.isoline.evaluate.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.isoline.files.AtomicFile;

/**
 * All current results in one table, a row a metric: {@code results.csv} for pandas and DuckDB and
 * {@code results.jsonl} with the same rows. Both are made anew from the results, never appended to.
 */
public final class ResultTable {
  /** Name of the table. */
  public static final String CSV = "results.csv";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> COLUMNS =
      List.of(
          "checkpoint",
          "run",
          "architecture",
          "step",
          "tokens",
          "params_non_embedding",
          "params_total",
          "flops_paper",
          "flops_causal",
          "state_bytes",
          "context",
          "task",
          "task_version",
          "metric",
          "value",
          "standard_error",
          "n",
          "chance",
          "covers_chance",
          "higher_is_better",
          "primary",
          "items",
          "prompt_tokens_mean",
          "prompt_tokens_longest",
          "prompts_truncated",
          "missing_parts",
          "seconds",
          "checkpoint_hash",
          "task_hash",
          "data_hash",
          "settings_hash");

  private ResultTable() {}

  /**
   * A row.
   *
   * @param result it is from
   * @param metric its number
   * @param missing parts of an average that have no result, separated by spaces
   */
  public record Row(Result result, Measurement metric, String missing) {}

  /** The rows of results, ordered by run, step, task and metric as the tasks list them. */
  static List<Row> rows(List<Result> results) {
    return results.stream()
        .sorted(
            Comparator.comparing((Result result) -> result.checkpoint().run())
                .thenComparingLong(result -> result.checkpoint().step())
                .thenComparing(result -> result.checkpoint().name())
                .thenComparing(result -> result.key().task()))
        .flatMap(result -> result.metrics().stream().map(metric -> new Row(result, metric, "")))
        .toList();
  }

  /** Writes both files into the store's folder. */
  static void write(ResultStore store, List<Row> rows) throws IOException {
    StringBuilder csv = new StringBuilder(String.join(",", COLUMNS)).append('\n');
    StringBuilder lines = new StringBuilder();
    for (Row row : rows) {
      ObjectNode tree = tree(row);
      csv.append(COLUMNS.stream().map(name -> cell(tree, name)).collect(Collectors.joining(",")));
      csv.append('\n');
      lines.append(JSON.writeValueAsString(tree)).append('\n');
    }
    AtomicFile.write(store.folder().resolve(CSV), csv.toString());
    AtomicFile.write(store.folder().resolve("results.jsonl"), lines.toString());
  }

  private static ObjectNode tree(Row row) {
    Result result = row.result();
    CheckpointInfo checkpoint = result.checkpoint();
    Measurement metric = row.metric();
    ObjectNode tree = JSON.createObjectNode();
    tree.put("checkpoint", checkpoint.name());
    tree.put("run", checkpoint.run());
    tree.put("architecture", checkpoint.architecture());
    put(tree, "step", checkpoint.step());
    put(tree, "tokens", checkpoint.tokens());
    tree.put("params_non_embedding", checkpoint.parametersNonEmbedding());
    tree.put("params_total", checkpoint.parametersTotal());
    put(tree, "flops_paper", OptionalDouble.of(checkpoint.flopsPaper()));
    put(tree, "flops_causal", OptionalDouble.of(checkpoint.flopsCausal()));
    put(tree, "state_bytes", OptionalDouble.of(checkpoint.stateBytes()));
    tree.put("context", checkpoint.context());
    tree.put("task", result.key().task());
    tree.put("task_version", result.key().version());
    tree.put("metric", metric.name());
    put(tree, "value", OptionalDouble.of(metric.value()));
    put(tree, "standard_error", metric.standardError());
    tree.put("n", metric.n());
    put(tree, "chance", metric.chance());
    metric
        .coversChance()
        .ifPresentOrElse(
            covers -> tree.put("covers_chance", covers), () -> tree.putNull("covers_chance"));
    tree.put("higher_is_better", metric.higherIsBetter());
    tree.put("primary", metric.name().equals(result.primary()));
    tree.put("items", result.items());
    tree.put("prompt_tokens_mean", result.prompts().mean());
    tree.put("prompt_tokens_longest", result.prompts().longest());
    tree.put("prompts_truncated", result.prompts().truncated());
    tree.put("missing_parts", row.missing());
    tree.put("seconds", result.seconds());
    tree.put("checkpoint_hash", checkpoint.hash());
    tree.put("task_hash", result.key().taskHash());
    tree.put("data_hash", result.key().dataHash());
    tree.put("settings_hash", result.key().settingsHash());
    return tree;
  }

  private static void put(ObjectNode tree, String name, long value) {
    if (value < 0) {
      tree.putNull(name);
    } else {
      tree.put(name, value);
    }
  }

  private static void put(ObjectNode tree, String name, OptionalDouble value) {
    if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
      tree.put(name, value.getAsDouble());
    } else {
      tree.putNull(name);
    }
  }

  private static String cell(ObjectNode tree, String name) {
    String text = tree.path(name).isNull() ? "" : tree.path(name).asText();
    return text.matches("[^\",\\n\\r]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
