package org.isoline.law.forecast;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.isoline.law.ComputeCount;
import org.isoline.law.Convention;
import org.isoline.law.LawException;
import org.isoline.law.LossColumn;
import org.isoline.law.ParameterCount;
import org.isoline.law.interval.Interval;
import org.isoline.law.interval.Scheme;

/** Pieces of JSON that several documents of this package share, at full precision. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static void number(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }

  static ObjectNode interval(Interval interval) {
    ObjectNode node = object();
    number(node, "value", interval.value());
    number(node, "low95", interval.low95());
    number(node, "high95", interval.high95());
    number(node, "low80", interval.low80());
    number(node, "high80", interval.high80());
    number(node, "standard_error", interval.standardError());
    return node;
  }

  /** The interval back again; null becomes NaN. */
  static Interval interval(JsonNode node) {
    return new Interval(
        number(node, "value"),
        number(node, "low95"),
        number(node, "high95"),
        number(node, "low80"),
        number(node, "high80"),
        number(node, "standard_error"));
  }

  static double number(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isNumber() ? value.doubleValue() : Double.NaN;
  }

  static ObjectNode scheme(Scheme scheme) {
    ObjectNode node = object().put("id", scheme.id()).put("words", scheme.describe());
    switch (scheme) {
      case Scheme.Runs runs -> node.put("draws", runs.draws()).put("seed", runs.seed());
      case Scheme.Seeds seeds -> node.put("draws", seeds.draws()).put("seed", seeds.seed());
      case Scheme.Residuals residuals ->
          node.put("draws", residuals.draws())
              .put("seed", residuals.seed())
              .put("block", residuals.block());
      case Scheme.Sizes sizes -> node.putNull("seed");
    }
    return node;
  }

  static JsonNode convention(Optional<Convention> convention) {
    return convention
        .<JsonNode>map(
            c ->
                object()
                    .put("parameters", c.parameters().id())
                    .put("compute", c.compute().id())
                    .put("loss", c.loss().id())
                    .put("words", c.describe()))
        .orElseGet(MAPPER::nullNode);
  }

  /**
   * The convention back again.
   *
   * @throws LawException if a word is not known
   */
  static Convention convention(JsonNode node) {
    return new Convention(
        named(ParameterCount.values(), ParameterCount::id, node.path("parameters").asText()),
        named(ComputeCount.values(), ComputeCount::id, node.path("compute").asText()),
        named(LossColumn.values(), LossColumn::id, node.path("loss").asText()));
  }

  private static <E> E named(E[] values, Function<E, String> id, String name) {
    return Arrays.stream(values)
        .filter(value -> id.apply(value).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new LawException(
                    "convention with '"
                        + name
                        + "', which is none of "
                        + Arrays.stream(values).map(id).toList()));
  }

  static String text(JsonNode node) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be written", e);
    }
  }

  /** The document on one line, which does not depend on how it was laid out. */
  static String compact(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be written", e);
    }
  }

  /**
   * A document from text.
   *
   * @throws LawException naming the source if it is not a JSON object
   */
  static ObjectNode parse(String text, String source) {
    try {
      if (MAPPER.readTree(text) instanceof ObjectNode root) {
        return root;
      }
    } catch (JsonProcessingException e) {
      throw new LawException(source + ": not JSON: " + e.getOriginalMessage(), e);
    }
    throw new LawException(source + ": not a JSON object");
  }
}
