package org.isoline.law.interval;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.isoline.law.ComputeCount;
import org.isoline.law.ConventionJson;
import org.isoline.law.Dropped;
import org.isoline.law.FitReport;
import org.isoline.law.InfluentialPoint;
import org.isoline.law.InfluentialPoints;
import org.isoline.law.IsoFlopBudget;
import org.isoline.law.IsoFlopLaws;
import org.isoline.law.Law;

/**
 * Estimates as JSON, at the full precision of a double. {@code coefficients} and {@code
 * predictions} hold {@code value}, {@code low95}, {@code high95}, {@code low80}, {@code high80} and
 * {@code standard_error} under the foremost scheme, which {@code scheme} names; {@code intervals}
 * has the same for every scheme. What does not exist is null.
 */
public final class EstimateJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private EstimateJson() {}

  /** One estimate. */
  public static ObjectNode of(Estimate estimate, Figures asked) {
    FitReport report = estimate.outcome().report();
    ObjectNode node = MAPPER.createObjectNode();
    node.put("arch", estimate.arch());
    node.put("method", report.method());
    node.put("status", estimate.outcome().status());
    node.put("detail", estimate.outcome().describe());
    node.set("convention", ConventionJson.of(estimate.convention()));
    node.put("compute_unit", "PFLOP/s-days");
    node.put("flop_per_compute_unit", ComputeCount.FLOP_PER_PFLOPS_DAY);
    ObjectNode coefficients = node.putObject("coefficients");
    estimate
        .law()
        .ifPresent(
            law ->
                law.coefficients()
                    .forEach(
                        (name, value) -> coefficients.set(name, figure(estimate, name, value))));
    estimate.computeLaw().ifPresent(law -> node.set("predictions", predictions(estimate, asked)));
    number(node, "objective", report.objective());
    node.put("points_used", report.pointsUsed());
    dropped(node.putArray("dropped"), report);
    node.put("scheme", estimate.foremost().map(i -> i.scheme().describe()).orElse("none"));
    node.set("diagnostics", numbers(report.diagnostics()));
    ArrayNode warnings = node.putArray("warnings");
    report.warnings().forEach(warnings::add);
    estimate.intervals().forEach(i -> i.warnings().forEach(warnings::add));
    ArrayNode intervals = node.putArray("intervals");
    estimate.intervals().forEach(own -> intervals.add(intervals(own)));
    estimate.influence().ifPresent(found -> node.set("influential", influence(found)));
    if (estimate.law().orElse(null) instanceof IsoFlopLaws laws) {
      budgets(node.putArray("budgets"), laws);
    }
    return node;
  }

  /** The points that the law hangs on, and the law without them. */
  private static ObjectNode influence(InfluentialPoints found) {
    ObjectNode node = MAPPER.createObjectNode();
    ArrayNode points = node.putArray("points");
    for (InfluentialPoint own : found.points()) {
      points
          .addObject()
          .put("run", own.point().run())
          .put("n", own.point().n())
          .put("d", own.point().d())
          .put("loss", own.point().loss())
          .put("reason", String.join("; ", own.reasons()));
    }
    node.put("status_without", found.without().status());
    node.set(
        "coefficients_without",
        numbers(found.without().fitted().map(Law::coefficients).orElse(Map.of())));
    return node;
  }

  private static ArrayNode predictions(Estimate estimate, Figures asked) {
    ArrayNode predictions = MAPPER.createArrayNode();
    Map<String, Double> figures = asked.of(estimate.computeLaw().orElseThrow());
    for (double budget : asked.budgets()) {
      ObjectNode at = predictions.addObject().put("flop", budget);
      for (String figure : new String[] {"loss", "parameters", "tokens"}) {
        String name = Figures.name(figure, budget);
        at.set(figure, figure(estimate, name, figures.get(name)));
      }
    }
    return predictions;
  }

  private static ObjectNode figure(Estimate estimate, String name, double value) {
    return interval(
        estimate.foremost().flatMap(own -> own.of(name)).orElse(Interval.unknown(value)));
  }

  private static ObjectNode intervals(Intervals intervals) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("scheme", intervals.scheme().describe());
    node.put("draws", intervals.draws());
    node.put("failed", intervals.failed());
    ObjectNode figures = node.putObject("figures");
    intervals.figures().forEach((name, interval) -> figures.set(name, interval(interval)));
    ObjectNode sets = node.putObject("left_out");
    intervals.sets().forEach((size, own) -> sets.set(size, numbers(own)));
    return node;
  }

  /** One interval. */
  public static ObjectNode interval(Interval interval) {
    ObjectNode node = MAPPER.createObjectNode();
    number(node, "value", interval.value());
    number(node, "low95", interval.low95());
    number(node, "high95", interval.high95());
    number(node, "low80", interval.low80());
    number(node, "high80", interval.high80());
    number(node, "standard_error", interval.standardError());
    return node;
  }

  private static void dropped(ArrayNode array, FitReport report) {
    for (Dropped one : report.dropped()) {
      array.addObject().put("run", one.run()).put("point", one.point()).put("reason", one.reason());
    }
  }

  private static void budgets(ArrayNode array, IsoFlopLaws laws) {
    for (IsoFlopBudget budget : laws.budgets()) {
      ObjectNode node = array.addObject();
      number(node, "flop", budget.compute() * ComputeCount.FLOP_PER_PFLOPS_DAY);
      node.put("points", budget.points());
      number(node, "curvature", budget.curvature());
      number(node, "parameters", budget.parameters());
      number(node, "tokens", budget.tokens());
      number(node, "loss", budget.loss());
      node.put("excluded", budget.excluded().orElse(null));
    }
  }

  private static ObjectNode numbers(Map<String, Double> values) {
    ObjectNode node = MAPPER.createObjectNode();
    values.forEach((name, value) -> number(node, name, value));
    return node;
  }

  private static void number(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }
}
