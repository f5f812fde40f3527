package org.isoline.law.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.isoline.law.interval.Interval;

/**
 * Comparisons as JSON at the full precision of a double. Values that do not exist are null; an end
 * of an interval that no compute reaches is the string {@code Infinity}.
 */
public final class CompareJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private CompareJson() {}

  /** The comparisons of one table under several conventions. */
  public static ObjectNode json(List<Comparison> comparisons) {
    ObjectNode root = MAPPER.createObjectNode();
    ArrayNode list = root.putArray("comparisons");
    comparisons.forEach(comparison -> list.add(json(comparison)));
    ArrayNode survival = root.putArray("survival");
    for (Survival.Line line : Survival.of(comparisons).lines()) {
      survival
          .addObject()
          .put("arch", line.arch())
          .put("conventions", line.conventions())
          .put("survives", line.survives())
          .put("sentence", line.sentence());
    }
    return root;
  }

  private static ObjectNode json(Comparison comparison) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("baseline", comparison.baseline());
    node.put("method", comparison.options().estimator().id());
    comparison
        .convention()
        .ifPresentOrElse(
            c ->
                node.putObject("convention")
                    .put("parameters", c.parameters().id())
                    .put("compute", c.compute().id())
                    .put("loss", c.loss().id())
                    .put("words", c.describe()),
            () -> node.putNull("convention"));
    node.put("scheme", comparison.scheme());
    node.put("draws", comparison.options().draws());
    node.put("seed", comparison.options().seed());
    ArrayNode budgets = node.putArray("budgets");
    comparison.budgets().forEach(budgets::add);
    node.set("noise_floor", noise(comparison.noise()));
    ArrayNode contests = node.putArray("contests");
    comparison
        .contests()
        .forEach(
            contest ->
                contests.add(
                    switch (contest) {
                      case Contest.Compared compared -> json(compared);
                      case Contest.Impossible impossible -> json(impossible);
                    }));
    return node;
  }

  private static ObjectNode noise(NoiseFloor floor) {
    ObjectNode node = MAPPER.createObjectNode().put("status", floor.status());
    switch (floor) {
      case NoiseFloor.Measured measured -> {
        node.put("standard_deviation", measured.deviation());
        node.put("degrees_of_freedom", measured.freedom());
        strings(node, "groups", measured.groups());
      }
      case NoiseFloor.Given given -> node.put("standard_deviation", given.deviation());
      case NoiseFloor.Unknown _ -> node.putNull("standard_deviation");
    }
    return node.put("least_difference", floor.leastDifference()).put("words", floor.describe());
  }

  private static ObjectNode json(Contest.Impossible contest) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("arch", contest.arch()).put("status", "impossible").put("reason", contest.reason());
    strings(node, "left_out", contest.leftOut());
    return node;
  }

  private static ObjectNode json(Contest.Compared contest) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("arch", contest.arch()).put("status", "compared");
    strings(node, "sizes", contest.sizes());
    node.put("pairs_of_runs", contest.pairs());
    strings(node, "left_out", contest.leftOut());
    node.put("failed_draws", contest.failed());
    node.putObject("measured_flop")
        .put("low", contest.range().low())
        .put("high", contest.range().high());
    ObjectNode differences = node.putObject("differences");
    contest.differences().forEach(figure -> differences.set(figure.name(), json(figure)));
    ArrayNode standings = node.putArray("budgets");
    contest.standings().forEach(standing -> standings.add(json(standing)));
    node.set("crossing", json(contest.crossing()));
    node.set("nested_test", json(contest.nested()));
    strings(node, "warnings", contest.warnings());
    return node;
  }

  private static ObjectNode json(Standing standing) {
    ObjectNode node = MAPPER.createObjectNode();
    number(node, "flop", standing.budget());
    node.set("loss_ratio", json(standing.lossRatio()));
    ObjectNode multiplier = json(standing.multiplier());
    standing.undefined().ifPresent(reason -> multiplier.put("undefined", reason));
    node.set("compute_multiplier", multiplier);
    return node.put("beyond_measured", standing.beyond())
        .put("verdict", standing.verdict().words())
        .put("sentence", standing.sentence());
  }

  private static ObjectNode json(Figure figure) {
    ObjectNode node = MAPPER.createObjectNode();
    interval(node, figure.interval());
    number(node, "p", figure.p());
    number(node, "p_holm", figure.holm());
    return node.put("draws", figure.draws());
  }

  private static ObjectNode json(Crossing crossing) {
    ObjectNode node = MAPPER.createObjectNode().put("status", crossing.status());
    if (crossing instanceof Crossing.At at) {
      interval(node, at.interval());
      number(node, "share_of_draws", at.share());
    }
    return node.put("words", crossing.describe());
  }

  private static ObjectNode json(NestedTest test) {
    ObjectNode node = MAPPER.createObjectNode().put("shared", test.sharing().id());
    if (test instanceof NestedTest.Done done) {
      number(node, "rss_shared", done.rssShared());
      number(node, "rss_separate", done.rssSeparate());
      node.put("restrictions", done.restrictions());
      node.put("parameters", done.parameters());
      node.put("points", done.points());
      node.put("runs", done.runs());
      number(node, "F", done.f());
      number(node, "p_F", done.pOfF());
      number(node, "p_bootstrap", done.pBootstrap());
      node.put("draws", done.draws());
      number(node, "aic_gain", done.aicGain());
      number(node, "bic_gain", done.bicGain());
      node.put("scheme", done.scheme());
    }
    return node.put("words", test.describe());
  }

  private static void interval(ObjectNode node, Interval interval) {
    number(node, "value", interval.value());
    number(node, "low95", interval.low95());
    number(node, "high95", interval.high95());
    number(node, "low80", interval.low80());
    number(node, "high80", interval.high80());
    number(node, "standard_error", interval.standardError());
  }

  private static void strings(ObjectNode node, String name, List<String> values) {
    ArrayNode array = node.putArray(name);
    values.forEach(array::add);
  }

  private static void number(ObjectNode node, String name, double value) {
    if (Double.isNaN(value)) {
      node.putNull(name);
    } else if (Double.isInfinite(value)) {
      node.put(name, Double.toString(value));
    } else {
      node.put(name, value);
    }
  }
}
