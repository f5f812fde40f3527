package org.isoline.law.forecast;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** Back-tests as JSON, with scheme, seed and convention. */
public final class BackTestJson {
  private BackTestJson() {}

  /** The back-tests of every architecture. */
  public static ObjectNode json(Map<String, List<BackTest>> tests) {
    ObjectNode root = Json.object();
    ArrayNode list = root.putArray("backtests");
    tests.forEach((arch, own) -> own.forEach(test -> list.add(json(arch, test))));
    return root;
  }

  private static ObjectNode json(String arch, BackTest test) {
    ObjectNode node = Json.object();
    node.put("arch", arch);
    node.put("method", test.estimator().id());
    node.put("status", test.outcome().status());
    node.put("detail", test.outcome().describe());
    node.set("convention", Json.convention(test.outcome().report().convention()));
    node.put("fitted_on", test.holdOut().name());
    node.put("points_seen", test.holdOut().seen().points().size());
    node.put("points_hidden", test.holdOut().hidden().size());
    node.set("scheme", Json.scheme(test.scheme()));
    node.put("bands", "draws of the law, each moved by a residual of the fit drawn at random");
    ObjectNode coefficients = node.putObject("coefficients");
    test.outcome()
        .fitted()
        .ifPresent(
            law ->
                law.coefficients()
                    .forEach((name, value) -> Json.number(coefficients, name, value)));
    test.score().ifPresent(score -> node.set("score", json(score)));
    ArrayNode predictions = node.putArray("predictions");
    test.predictions().forEach(prediction -> predictions.add(json(prediction)));
    ArrayNode warnings = node.putArray("warnings");
    test.warnings().forEach(warnings::add);
    return node;
  }

  private static ObjectNode json(BackTest.Score score) {
    ObjectNode node = Json.object().put("predicted", score.count());
    Json.number(node, "error_mean", score.mean());
    Json.number(node, "error_max", score.max());
    Json.number(node, "bias", score.bias());
    Json.number(node, "coverage95", score.coverage95());
    Json.number(node, "coverage80", score.coverage80());
    return node;
  }

  private static ObjectNode json(BackTest.Prediction prediction) {
    ObjectNode node = Json.object().put("run", prediction.point().run());
    Json.number(node, "parameters", prediction.point().n());
    Json.number(node, "tokens", prediction.point().d());
    Json.number(node, "flop", prediction.point().c());
    Json.number(node, "measured", prediction.point().loss());
    node.set("predicted", Json.interval(prediction.band()));
    return node;
  }
}
