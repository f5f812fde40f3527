package org.isoline.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.isoline.evaluate.run.CheckpointInfo;
import org.isoline.evaluate.run.Measurement;
import org.isoline.evaluate.run.Prompts;
import org.isoline.evaluate.run.Result;
import org.isoline.evaluate.run.ResultKey;
import org.isoline.evaluate.run.WrittenResults;

/**
 * A study of two architectures and two sizes with two evaluated checkpoints each: a choice task
 * that TNL is better at where it is large and nobody can do where it is small, a perplexity, a
 * needle grid, loss by position, and an average that lacks two of its parts for LLaMA.
 */
final class EvaluatedStudy {
  static final String MALFORMED = "llama-s";
  static final int CONTEXT = 256;

  private static final ObjectMapper JSON = new ObjectMapper();

  private EvaluatedStudy() {}

  /** Four cells that have been trained, of which nothing has been evaluated. */
  static void writeCells(Path study) throws IOException {
    for (String arch : List.of("llama", "tnl")) {
      for (String size : List.of("xs", "s")) {
        Path cell = Files.createDirectories(study.resolve(arch + "-" + size));
        Files.writeString(
            cell.resolve("config.yaml"),
            "architecture: %s\nsize: %s\nseed: 1\n".formatted(arch, size));
        Files.writeString(cell.resolve("outcome.json"), "{\"state\": \"done\"}");
      }
    }
  }

  static void write(Path study) throws IOException {
    writeCells(study);
    WrittenResults results = new WrittenResults(study);
    for (int step : List.of(100, 200)) {
      for (String arch : List.of("llama", "tnl")) {
        for (String size : List.of("xs", "s")) {
          checkpoint(results, checkpoint(arch, size, step));
        }
      }
    }
    CheckpointInfo last = checkpoint("tnl", "s", 200);
    results.stale(choice(last, "old", 0.987, 0.001));
    results.table();
  }

  private static void checkpoint(WrittenResults results, CheckpointInfo info) throws IOException {
    boolean tnl = info.architecture().equals("tnl");
    boolean small = info.run().endsWith("-xs");
    double share = small ? (tnl ? 0.26 : 0.241) : (tnl ? 0.42 : 0.33);
    results.current(choice(info, "now", share + (info.step() - 200) * 1e-4, small ? 0.02 : 0.015));
    results.current(perplexity(info, (tnl ? 812.5 : 815.25) / (small ? 1 : 8), 7.5));
    results.current(needles(info));
    if (tnl) {
      results.current(positions(info));
    }
    results.average(
        average(info, tnl ? OptionalDouble.of(0.4567) : OptionalDouble.empty()),
        tnl ? "" : "boolq:acc piqa:acc_norm");
  }

  static CheckpointInfo checkpoint(String arch, String size, int step) {
    long n = size.equals("xs") ? 50_000 : 200_000;
    double tokens = step * 8192.0;
    return new CheckpointInfo(
        arch + "-" + size + "/step-" + step,
        arch + "-" + size,
        arch,
        step,
        (long) tokens,
        n,
        2 * n,
        8.0 * n * tokens,
        7.0 * n * tokens,
        1e5,
        CONTEXT,
        arch + size + step);
  }

  static Result choice(CheckpointInfo info, String settings, double value, double error) {
    return result(
        info,
        "hellaswag",
        settings,
        List.of(
            measured("acc_norm", value, error, OptionalDouble.of(0.25), true),
            measured("acc", value - 0.01, error, OptionalDouble.of(0.25), true)),
        "{}");
  }

  private static Result perplexity(CheckpointInfo info, double value, double error) {
    return result(
        info,
        "wikitext2",
        "now",
        List.of(measured("word_perplexity", value, error, OptionalDouble.empty(), false)),
        "{}");
  }

  private static Result needles(CheckpointInfo info) {
    String scores = info.run().equals("tnl-s") ? "[[10, 9, 1], [7, 3, 1]]" : "[[1,1,1],[1,1,1]]";
    String details = "{\"lengths\": [128, 256, 512], \"depths\": [0, 100], \"scores\": %s}";
    return result(
        info,
        "niah_small",
        "now",
        List.of(measured("retrieval", 0, 0, OptionalDouble.of(0), true)),
        details.formatted(info.run().equals(MALFORMED) ? "[[1, 2]]" : scores));
  }

  private static Result positions(CheckpointInfo info) {
    return result(
        info,
        "position_loss",
        "now",
        List.of(
            new Measurement("loss", 4.1, OptionalDouble.empty(), 3, OptionalDouble.empty(), false)),
        """
        {"buckets": [
          {"from": 0, "to": 128, "loss": 4.4375, "standard_error": 0.0625, "windows": 3},
          {"from": 128, "to": 256, "loss": 4.0625, "standard_error": null, "windows": 3},
          {"from": 256, "to": 512, "loss": %s, "standard_error": 0.125, "windows": 3}]}
        """
            .formatted(5 + info.step() * 1e-3));
  }

  private static Result average(CheckpointInfo info, OptionalDouble value) {
    Measurement mean =
        new Measurement(
            "mean",
            value.orElse(Double.NaN),
            value.isPresent() ? OptionalDouble.of(0.0042) : OptionalDouble.empty(),
            7,
            OptionalDouble.empty(),
            true);
    Result derived = result(info, "csr7", "now", List.of(mean), "{}");
    ResultKey key = derived.key();
    return new Result(
        Result.FORMAT,
        new ResultKey(
            key.task(),
            key.version(),
            key.taskHash(),
            "",
            key.checkpointHash(),
            key.settingsHash()),
        info,
        "mean",
        derived.metrics(),
        7,
        Prompts.NONE,
        Map.of(),
        derived.details(),
        1,
        "0.2",
        derived.finished());
  }

  private static Measurement measured(
      String name, double value, double error, OptionalDouble chance, boolean higher) {
    return new Measurement(name, value, OptionalDouble.of(error), 100, chance, higher);
  }

  private static Result result(
      CheckpointInfo info,
      String task,
      String settings,
      List<Measurement> metrics,
      String details) {
    return new Result(
        Result.FORMAT,
        new ResultKey(task, "1", "t-" + task, "d-" + task, info.hash(), settings),
        info,
        metrics.getFirst().name(),
        metrics,
        100,
        Prompts.NONE,
        Map.of(),
        tree(details),
        1.5,
        "0.2",
        "2026-01-02T03:04:05Z");
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalArgumentException(json, e);
    }
  }
}
