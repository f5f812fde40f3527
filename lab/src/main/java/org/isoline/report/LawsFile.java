package org.isoline.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.isoline.law.ComputeCount;
import org.isoline.law.Convention;
import org.isoline.law.Dropped;
import org.isoline.law.EnvelopePoint;
import org.isoline.law.FlooredPowerLaw;
import org.isoline.law.LossColumn;
import org.isoline.law.ParameterCount;
import org.isoline.law.ParametricLaw;
import org.isoline.law.PowerLaw;

/**
 * The content of laws.json, as {@link org.isoline.law.LawsJson} writes it.
 *
 * @param envelopes laws by envelope
 * @param surfaces laws L(N, D)
 * @param dataHash SHA-256 of the table they were fitted to
 */
record LawsFile(
    List<ReportData.Law<ReportData.Envelope>> envelopes,
    List<ReportData.Law<ParametricLaw>> surfaces,
    String dataHash) {
  static final LawsFile EMPTY = new LawsFile(List.of(), List.of(), "");

  /** Reads the tree; {@code source} names the file in errors. */
  static LawsFile of(JsonNode root, String source) {
    List<ReportData.Law<ReportData.Envelope>> envelopes = new ArrayList<>();
    List<ReportData.Law<ParametricLaw>> surfaces = new ArrayList<>();
    for (Map.Entry<String, JsonNode> architecture : root.path("architectures").properties()) {
      for (JsonNode law : architecture.getValue().path("laws")) {
        String arch = architecture.getKey();
        String method = law.path("method").asText("");
        switch (method) {
          case "envelope", "envelope-interval" ->
              envelopes.add(law(arch, law, LawsFile::envelope, source));
          case "parametric", "variable-projection" ->
              surfaces.add(law(arch, law, LawsFile::surface, source));
          default ->
              throw new ReportException(
                  source
                      + ": architectures."
                      + arch
                      + ": unknown method '"
                      + method
                      + "'; known are envelope, envelope-interval, parametric and"
                      + " variable-projection");
        }
      }
    }
    return new LawsFile(envelopes, surfaces, root.path("data_sha256").asText(""));
  }

  /** Whether the laws belong to this observation table, byte for byte. */
  boolean fittedTo(Path observations) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(observations));
      return dataHash.equals(HexFormat.of().formatHex(hash));
    } catch (IOException e) {
      throw new ReportException("cannot read " + observations + ": " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static <T> ReportData.Law<T> law(
      String architecture, JsonNode law, Function<JsonNode, Optional<T>> fitted, String source) {
    Map<String, Double> diagnostics = new LinkedHashMap<>();
    law.path("diagnostics")
        .properties()
        .forEach(
            entry ->
                diagnostics.put(
                    entry.getKey(), JsonFiles.number(law.path("diagnostics"), entry.getKey())));
    List<Dropped> dropped = new ArrayList<>();
    law.path("dropped")
        .forEach(
            one ->
                dropped.add(
                    new Dropped(
                        one.path("run").asText(),
                        one.path("point").asText(),
                        one.path("reason").asText())));
    List<String> warnings = new ArrayList<>();
    law.path("warnings").forEach(warning -> warnings.add(warning.asText()));
    return new ReportData.Law<>(
        architecture,
        law.path("method").asText(),
        convention(law.path("convention"), source + ": architectures." + architecture),
        law.path("status").asText("unknown"),
        law.path("detail").asText(""),
        fitted.apply(law),
        law.path("points_used").asInt(),
        dropped,
        diagnostics,
        warnings);
  }

  private static Optional<ReportData.Envelope> envelope(JsonNode law) {
    JsonNode values = law.path("coefficients");
    if (!values.has("loss")) {
      return Optional.empty();
    }
    return Optional.of(
        new ReportData.Envelope(
            power(values.path("loss")),
            power(values.path("parameters")),
            power(values.path("tokens")),
            floored(values.path("loss_with_floor")),
            values.path("loss_with_floor").path("status").asText(""),
            JsonFiles.number(values, "flop_slope"),
            JsonFiles.number(values, "consistency"),
            values.path("distinct_winners").asInt(),
            points(law.path("points"))));
  }

  private static Optional<ParametricLaw> surface(JsonNode law) {
    JsonNode values = law.path("coefficients");
    return values.has("E")
        ? Optional.of(
            new ParametricLaw(
                JsonFiles.number(values, "E"),
                JsonFiles.number(values, "A"),
                JsonFiles.number(values, "B"),
                JsonFiles.number(values, "alpha"),
                JsonFiles.number(values, "beta")))
        : Optional.empty();
  }

  private static PowerLaw power(JsonNode node) {
    return new PowerLaw(JsonFiles.number(node, "coefficient"), JsonFiles.number(node, "exponent"));
  }

  private static Optional<FlooredPowerLaw> floored(JsonNode node) {
    return node.has("floor")
        ? Optional.of(new FlooredPowerLaw(JsonFiles.number(node, "floor"), power(node)))
        : Optional.empty();
  }

  private static List<EnvelopePoint> points(JsonNode columns) {
    List<EnvelopePoint> points = new ArrayList<>();
    for (int i = 0; i < columns.path("compute").size(); i++) {
      points.add(
          new EnvelopePoint(
              columns.path("compute").path(i).asDouble(),
              columns.path("loss").path(i).asDouble(),
              columns.path("parameters").path(i).asDouble(),
              columns.path("tokens").path(i).asDouble(),
              columns.path("size").path(i).asText(),
              columns.path("edge").path(i).asBoolean()));
    }
    return points;
  }

  private static Convention convention(JsonNode node, String place) {
    return new Convention(
        named(ParameterCount.values(), ParameterCount::id, node.path("parameters"), place),
        named(ComputeCount.values(), ComputeCount::id, node.path("compute"), place),
        named(LossColumn.values(), LossColumn::id, node.path("loss"), place));
  }

  private static <E> E named(E[] values, Function<E, String> id, JsonNode word, String place) {
    return Arrays.stream(values)
        .filter(value -> id.apply(value).equals(word.asText()))
        .findFirst()
        .orElseThrow(
            () ->
                new ReportException(
                    place
                        + ": convention '"
                        + word.asText()
                        + "' is none of "
                        + Arrays.stream(values).map(id).toList()
                        + "; fit the laws again with this version"));
  }
}
