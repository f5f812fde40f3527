package org.isoline.law.forecast;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.isoline.law.FitReport;
import org.isoline.law.interval.Intervals;

/**
 * Forecasts as JSON: one object each, with scheme, seed and convention; unknown values are null.
 */
public final class ForecastJson {
  private ForecastJson() {}

  /** All forecasts as a document. */
  public static ObjectNode json(List<Forecast> forecasts) {
    ObjectNode root = Json.object();
    ArrayNode list = root.putArray("forecasts");
    forecasts.forEach(forecast -> list.add(json(forecast)));
    return root;
  }

  /** The document as text. */
  public static String text(ObjectNode document) {
    return Json.text(document);
  }

  /** A prediction with the runs that answer it. */
  public static ObjectNode comparison(
      PredictionFile prediction, boolean sameTable, List<PredictionFile.Verdict> verdicts) {
    ObjectNode root = Json.object();
    root.put("written", prediction.written().toString());
    root.put("data_sha256", prediction.dataHash());
    root.put("same_table", sameTable);
    ArrayNode list = root.putArray("comparisons");
    for (PredictionFile.Verdict verdict : verdicts) {
      ObjectNode node = list.addObject();
      node.put("arch", verdict.architecture());
      node.put("method", verdict.method());
      node.set("convention", Json.convention(Optional.of(verdict.convention())));
      node.put("asked", verdict.asked());
      node.set("predicted", Json.interval(verdict.band()));
      node.put("matches", verdict.matches());
      verdict.match().ifPresent(match -> node.set("measured", json(match)));
    }
    return root;
  }

  private static ObjectNode json(PredictionFile.Match match) {
    ObjectNode node = Json.object().put("run", match.run());
    Json.number(node, "parameters", match.parameters());
    Json.number(node, "tokens", match.tokens());
    Json.number(node, "flop", match.flop());
    Json.number(node, "loss", match.loss());
    Json.number(node, "error", match.error());
    node.put("inside95", match.inside95());
    node.put("inside80", match.inside80());
    return node;
  }

  static ObjectNode json(Forecast forecast) {
    FitReport report = forecast.outcome().report();
    ObjectNode node = Json.object();
    node.put("arch", forecast.architecture());
    node.put("method", forecast.estimator().id());
    node.put("status", forecast.outcome().status());
    node.put("detail", forecast.outcome().describe());
    node.set("convention", Json.convention(report.convention()));
    node.put("points_used", report.pointsUsed());
    Json.number(node, "objective", report.objective());
    Json.number(node, "largest_flop", forecast.largestFlop());
    forecast.intervals().ifPresent(intervals -> intervals(node, forecast, intervals));
    ArrayNode budgets = node.putArray("budgets");
    forecast.budgets().forEach(budget -> budgets.add(json(budget)));
    ArrayNode runs = node.putArray("runs");
    forecast.runs().forEach(run -> runs.add(json(run)));
    ArrayNode warnings = node.putArray("warnings");
    forecast.warnings().forEach(warnings::add);
    return node;
  }

  private static void intervals(ObjectNode node, Forecast forecast, Intervals intervals) {
    node.set("scheme", Json.scheme(intervals.scheme()));
    node.put("draws_used", intervals.draws());
    node.put("draws_failed", intervals.failed());
    ObjectNode coefficients = node.putObject("coefficients");
    forecast
        .outcome()
        .fitted()
        .ifPresent(
            law ->
                law.coefficients()
                    .keySet()
                    .forEach(
                        name ->
                            coefficients.set(
                                name, Json.interval(intervals.of(name).orElseThrow()))));
  }

  private static ObjectNode json(Forecast.OfBudget budget) {
    ObjectNode node = Json.object();
    node.put("flop", budget.flop());
    Json.number(node, "decades_beyond", budget.decadesBeyond());
    node.set("loss", Json.interval(budget.loss()));
    node.set("measured_loss", Json.interval(budget.measured()));
    node.set("parameters", Json.interval(budget.parameters()));
    node.set("tokens", Json.interval(budget.tokens()));
    node.set("tokens_per_parameter", Json.interval(budget.tokensPerParameter()));
    Json.number(node, "hours", budget.hours());
    Json.number(node, "money", budget.money());
    return node;
  }

  private static ObjectNode json(Forecast.OfRun run) {
    ObjectNode node = Json.object();
    node.put("parameters", run.run().parameters());
    node.put("tokens", run.run().tokens());
    node.put("flop", run.flop());
    Json.number(node, "decades_beyond", run.decadesBeyond());
    node.set("loss", Json.interval(run.loss()));
    node.set("measured_loss", Json.interval(run.measured()));
    Json.number(node, "hours", run.hours());
    Json.number(node, "money", run.money());
    return node;
  }
}
