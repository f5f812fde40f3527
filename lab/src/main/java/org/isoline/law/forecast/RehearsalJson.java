package org.isoline.law.forecast;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.isoline.law.ParametricLaw;

/** Rehearsals, advice and calibrations as JSON. */
public final class RehearsalJson {
  private RehearsalJson() {}

  /** A rehearsal with the advice that follows, best first. */
  public static ObjectNode json(Rehearsal rehearsal, Target target, List<NextRun> advice) {
    ObjectNode root = Json.object();
    root.put("repeats", rehearsal.repeats()).put("seed", rehearsal.seed());
    root.put("convention", "C = 6 N D");
    ObjectNode law = root.putObject("law");
    rehearsal.simulation().law().coefficients().forEach((name, v) -> Json.number(law, name, v));
    root.put("checkpoint_noise", rehearsal.simulation().noise().checkpoint());
    root.put("run_noise", rehearsal.simulation().noise().run());
    ArrayNode runs = root.putArray("grid");
    for (Grid.Run run : rehearsal.simulation().grid().runs()) {
      ObjectNode node = runs.addObject().put("run", run.name());
      node.put("parameters", run.parameters());
      ArrayNode tokens = node.putArray("tokens");
      run.tokens().forEach(tokens::add);
    }
    ObjectNode estimators = root.putObject("estimators");
    rehearsal.estimators().forEach((e, result) -> estimators.set(e.id(), json(result)));
    root.put("target", target.name());
    ArrayNode list = root.putArray("next_runs");
    advice.forEach(next -> list.add(json(next)));
    return root;
  }

  /** Calibrations with the law that was simulated. */
  public static ObjectNode json(List<Calibration> calibrations, ParametricLaw law, long seed) {
    ObjectNode root = Json.object().put("seed", seed);
    ObjectNode truth = root.putObject("law");
    law.coefficients().forEach((name, value) -> Json.number(truth, name, value));
    ArrayNode list = root.putArray("calibrations");
    for (Calibration calibration : calibrations) {
      ObjectNode node = list.addObject();
      node.put("design", calibration.design()).put("repeats", calibration.repeats());
      ArrayNode rows = node.putArray("coverage");
      for (Calibration.Row row : calibration.rows()) {
        ObjectNode one = rows.addObject().put("scheme", row.scheme()).put("figure", row.figure());
        one.put("intervals", row.intervals());
        Json.number(one, "covered95", row.covered95());
        Json.number(one, "covered80", row.covered80());
        Json.number(one, "width", row.width());
      }
    }
    return root;
  }

  private static ObjectNode json(Rehearsal.Result result) {
    ObjectNode node = Json.object().put("failures", result.failures());
    ObjectNode figures = node.putObject("figures");
    for (Map.Entry<String, Rehearsal.Spread> entry : result.figures().entrySet()) {
      Rehearsal.Spread spread = entry.getValue();
      ObjectNode one = figures.putObject(entry.getKey());
      Json.number(one, "truth", spread.truth());
      Json.number(one, "mean", spread.mean());
      Json.number(one, "bias", spread.bias());
      Json.number(one, "deviation", spread.deviation());
      Json.number(one, "low95", spread.low95());
      Json.number(one, "high95", spread.high95());
    }
    return node;
  }

  private static ObjectNode json(NextRun next) {
    ObjectNode node = Json.object();
    node.put("parameters", next.run().parameters()).put("tokens", next.run().last());
    node.put("checkpoints", next.run().tokens().size());
    Json.number(node, "flop", next.flop());
    Json.number(node, "variance_reduction", next.reduction());
    Json.number(node, "reduction_per_flop", next.perFlop());
    Json.number(node, "log_determinant_gain", next.information());
    return node;
  }
}
