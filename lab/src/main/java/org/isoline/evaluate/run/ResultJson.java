package org.isoline.evaluate.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Results as JSON; numbers that do not exist are null. */
final class ResultJson {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ResultJson() {}

  static byte[] bytes(Result result) throws IOException {
    return (JSON.writeValueAsString(tree(result)) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static ObjectNode tree(Result result) {
    ObjectNode tree = JSON.createObjectNode();
    tree.put("format", result.format());
    tree.put("task", result.key().task());
    tree.put("task_version", result.key().version());
    tree.put("task_hash", result.key().taskHash());
    tree.put("data_hash", result.key().dataHash());
    tree.put("settings_hash", result.key().settingsHash());
    tree.set("checkpoint", checkpoint(result.checkpoint()));
    tree.put("primary", result.primary());
    ArrayNode metrics = tree.putArray("metrics");
    result.metrics().forEach(metric -> metrics.add(metric(metric)));
    tree.put("items", result.items());
    ObjectNode prompts = tree.putObject("prompt_tokens");
    prompts.put("mean", result.prompts().mean());
    prompts.put("longest", result.prompts().longest());
    prompts.put("truncated", result.prompts().truncated());
    ObjectNode settings = tree.putObject("settings");
    result.settings().forEach(settings::put);
    tree.set("details", result.details());
    tree.put("seconds", result.seconds());
    tree.put("isoline", result.isoline());
    tree.put("finished", result.finished());
    return tree;
  }

  private static ObjectNode checkpoint(CheckpointInfo info) {
    ObjectNode tree = JSON.createObjectNode();
    tree.put("name", info.name());
    tree.put("run", info.run());
    tree.put("architecture", info.architecture());
    tree.put("step", info.step());
    tree.put("tokens", info.tokens());
    tree.put("params_non_embedding", info.parametersNonEmbedding());
    tree.put("params_total", info.parametersTotal());
    put(tree, "flops_paper", info.flopsPaper());
    put(tree, "flops_causal", info.flopsCausal());
    put(tree, "state_bytes", info.stateBytes());
    tree.put("context", info.context());
    tree.put("hash", info.hash());
    return tree;
  }

  private static ObjectNode metric(Measurement metric) {
    ObjectNode tree = JSON.createObjectNode();
    tree.put("name", metric.name());
    put(tree, "value", metric.value());
    put(tree, "standard_error", metric.standardError().orElse(Double.NaN));
    tree.put("n", metric.n());
    put(tree, "chance", metric.chance().orElse(Double.NaN));
    metric
        .coversChance()
        .ifPresentOrElse(
            covers -> tree.put("covers_chance", covers), () -> tree.putNull("covers_chance"));
    tree.put("higher_is_better", metric.higherIsBetter());
    return tree;
  }

  private static void put(ObjectNode tree, String name, double value) {
    if (Double.isFinite(value)) {
      tree.put(name, value);
    } else {
      tree.putNull(name);
    }
  }

  /**
   * Reads a result.
   *
   * @throws IOException if it is not one of this format
   */
  static Result read(byte[] bytes) throws IOException {
    JsonNode tree = JSON.readTree(bytes);
    if (tree.path("format").asInt(-1) != Result.FORMAT) {
      throw new IOException("format %s, must be %d".formatted(tree.path("format"), Result.FORMAT));
    }
    List<Measurement> metrics = new ArrayList<>();
    for (JsonNode metric : tree.path("metrics")) {
      metrics.add(
          new Measurement(
              text(metric, "name"),
              number(metric, "value"),
              optional(metric, "standard_error"),
              metric.path("n").asLong(),
              optional(metric, "chance"),
              metric.path("higher_is_better").asBoolean()));
    }
    Map<String, String> settings = new TreeMap<>();
    tree.path("settings")
        .properties()
        .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
    CheckpointInfo checkpoint = checkpoint(tree.path("checkpoint"));
    JsonNode prompts = tree.path("prompt_tokens");
    return new Result(
        Result.FORMAT,
        new ResultKey(
            text(tree, "task"),
            text(tree, "task_version"),
            text(tree, "task_hash"),
            text(tree, "data_hash"),
            checkpoint.hash(),
            text(tree, "settings_hash")),
        checkpoint,
        text(tree, "primary"),
        metrics,
        tree.path("items").asLong(),
        new Prompts(
            number(prompts, "mean"),
            prompts.path("longest").asLong(),
            prompts.path("truncated").asLong()),
        settings,
        tree.path("details"),
        number(tree, "seconds"),
        text(tree, "isoline"),
        text(tree, "finished"));
  }

  private static CheckpointInfo checkpoint(JsonNode tree) throws IOException {
    return new CheckpointInfo(
        text(tree, "name"),
        text(tree, "run"),
        text(tree, "architecture"),
        tree.path("step").asLong(),
        tree.path("tokens").asLong(),
        tree.path("params_non_embedding").asLong(),
        tree.path("params_total").asLong(),
        number(tree, "flops_paper"),
        number(tree, "flops_causal"),
        number(tree, "state_bytes"),
        tree.path("context").asInt(),
        text(tree, "hash"));
  }

  private static String text(JsonNode tree, String name) throws IOException {
    if (!tree.path(name).isTextual()) {
      throw new IOException("no text under " + name);
    }
    return tree.path(name).asText();
  }

  private static double number(JsonNode tree, String name) {
    return tree.path(name).asDouble(Double.NaN);
  }

  private static OptionalDouble optional(JsonNode tree, String name) {
    return tree.path(name).isNumber()
        ? OptionalDouble.of(tree.path(name).asDouble())
        : OptionalDouble.empty();
  }
}
