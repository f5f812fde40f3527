package org.isoline.law.interval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.isoline.files.AtomicFile;
import org.isoline.law.LawException;

/**
 * The estimates of a study as {@code estimates.json}: for each architecture and convention the four
 * estimators with intervals, their agreement, the band of L*(C), residuals and rungs.
 */
public final class StudyEstimatesJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private StudyEstimatesJson() {}

  /**
   * Writes the file, atomically.
   *
   * @throws LawException if it cannot be written
   */
  public static void write(Path file, StudyEstimates estimates) {
    try {
      AtomicFile.write(
          file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(of(estimates)) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be written", e);
    } catch (IOException e) {
      throw new LawException(e.getMessage() + "; check the folder and its permissions", e);
    }
  }

  /** The estimates as a tree. */
  public static ObjectNode of(StudyEstimates estimates) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("scheme", scheme(estimates));
    root.put("min_tokens", estimates.rule().minTokens());
    ArrayNode phases = root.putArray("excluded_phases");
    estimates.rule().excludedPhases().stream().sorted().forEach(phases::add);
    ObjectNode architectures = root.putObject("architectures");
    estimates
        .architectures()
        .forEach(
            (arch, own) -> {
              ArrayNode list = architectures.putArray(arch);
              own.forEach(comparison -> list.add(comparison(comparison)));
            });
    return root;
  }

  /** The foremost scheme, the same for all where they have as many runs. */
  private static String scheme(StudyEstimates estimates) {
    return String.join(
        "; ",
        estimates.architectures().values().stream()
            .flatMap(List::stream)
            .flatMap(comparison -> comparison.estimates().stream())
            .flatMap(estimate -> estimate.foremost().stream())
            .map(intervals -> intervals.scheme().describe())
            .distinct()
            .toList());
  }

  private static ObjectNode comparison(StudyEstimates.Comparison comparison) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("convention", comparison.convention().describe());
    node.put("parameters", comparison.convention().parameters().id());
    node.put("budget", comparison.budget());
    ArrayNode estimates = node.putArray("estimates");
    Figures asked = new Figures(comparison.budget());
    comparison.estimates().forEach(e -> estimates.add(trimmed(EstimateJson.of(e, asked))));
    ArrayNode agreements = node.putArray("agreement");
    comparison
        .agreements()
        .forEach(
            a ->
                agreements
                    .addObject()
                    .put("figure", a.figure().replaceFirst("@.*", ""))
                    .put("agree", a.apart().isEmpty() && a.compared().size() > 1)
                    .put("verdict", a.describe()));
    ObjectNode band = node.putObject("band");
    ArrayNode flop = band.putArray("flop");
    ArrayNode loss = band.putArray("loss");
    ArrayNode low = band.putArray("low95");
    ArrayNode high = band.putArray("high95");
    comparison
        .band()
        .forEach(
            (budget, interval) -> {
              flop.add(budget);
              loss.add(interval.value());
              low.add(finite(interval.low95()));
              high.add(finite(interval.high95()));
            });
    residuals(node.putObject("residuals"), comparison);
    ArrayNode rungs = node.putArray("rungs");
    comparison
        .rungs()
        .forEach(
            rung ->
                rungs
                    .addObject()
                    .put("size", rung.size())
                    .put("n", rung.n())
                    .put("points", rung.points())
                    .put("deviation", finite(rung.deviation()))
                    .put("spread", finite(rung.spread()))
                    .put("off", rung.isOff())
                    .put("words", rung.describe()));
    return node;
  }

  /** Without the figures of the band, which stand in their own place. */
  private static ObjectNode trimmed(ObjectNode estimate) {
    estimate.remove("intervals");
    return estimate;
  }

  private static void residuals(ObjectNode node, StudyEstimates.Comparison comparison) {
    ArrayNode run = node.putArray("run");
    ArrayNode size = node.putArray("size");
    ArrayNode tokens = node.putArray("tokens");
    ArrayNode residual = node.putArray("residual");
    for (StudyEstimates.Residual own : comparison.residuals()) {
      run.add(own.point().run());
      size.add(own.point().size());
      tokens.add(own.point().d());
      residual.add(own.residual());
    }
  }

  /** Null for what does not exist: JSON has no NaN. */
  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
