package org.isoline.law;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;

/**
 * Laws as JSON, at the full precision of a double: rounding a law to the digits of a table can
 * quadruple its objective (arXiv 2404.10102). One object a law, with {@code method}, {@code
 * status}, {@code convention}, {@code coefficients}, {@code objective}, {@code points_used}, {@code
 * dropped}, {@code scheme} (how intervals were made; {@code none} as yet), {@code diagnostics} and
 * {@code warnings}; an envelope also has its points, as columns. Values that do not exist are null.
 */
public final class LawsJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private LawsJson() {}

  /**
   * Writes the laws of a study, atomically.
   *
   * @throws LawException if the file cannot be written
   */
  public static void write(Path file, StudyLaws laws) {
    TableFile.write(file, text(json(laws)) + "\n");
  }

  /** The laws of a study as a JSON tree. */
  public static ObjectNode json(StudyLaws laws) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("compute_unit", "PFLOP/s-days");
    root.put("flop_per_compute_unit", ComputeCount.FLOP_PER_PFLOPS_DAY);
    root.put("data_sha256", laws.dataHash());
    ObjectNode architectures = root.putObject("architectures");
    laws.architectures().forEach((arch, own) -> architectures.set(arch, json(own)));
    return root;
  }

  /** The outcome of an envelope. */
  public static ObjectNode envelope(Outcome<EnvelopeLaws> outcome) {
    ObjectNode node = law(outcome, LawsJson::envelopeCoefficients);
    outcome.fitted().ifPresent(law -> node.set("points", points(law.points())));
    return node;
  }

  /** The outcome of a parametric fit. */
  public static ObjectNode parametric(Outcome<ParametricLaw> outcome) {
    return law(outcome, LawsJson::parametricCoefficients);
  }

  private static ObjectNode json(ArchitectureLaws laws) {
    ObjectNode node = MAPPER.createObjectNode();
    ArrayNode list = node.putArray("laws");
    laws.envelopes().values().forEach(outcome -> list.add(envelope(outcome)));
    laws.intervalEnvelopes().values().forEach(outcome -> list.add(envelope(outcome)));
    laws.parametric().values().forEach(outcome -> list.add(parametric(outcome)));
    laws.variableProjection().values().forEach(outcome -> list.add(parametric(outcome)));
    return node;
  }

  private static <T> ObjectNode law(Outcome<T> outcome, BiConsumer<ObjectNode, T> coefficients) {
    FitReport report = outcome.report();
    ObjectNode node = MAPPER.createObjectNode();
    node.put("method", report.method());
    node.put("status", outcome.status());
    node.put("detail", outcome.describe());
    node.set("convention", ConventionJson.of(report.convention()));
    ObjectNode values = node.putObject("coefficients");
    outcome.fitted().ifPresent(law -> coefficients.accept(values, law));
    number(node, "objective", report.objective());
    node.put("points_used", report.pointsUsed());
    ArrayNode dropped = node.putArray("dropped");
    for (Dropped one : report.dropped()) {
      dropped
          .addObject()
          .put("run", one.run())
          .put("point", one.point())
          .put("reason", one.reason());
    }
    node.put("scheme", "none");
    ObjectNode diagnostics = node.putObject("diagnostics");
    report.diagnostics().forEach((name, value) -> number(diagnostics, name, value));
    ArrayNode warnings = node.putArray("warnings");
    report.warnings().forEach(warnings::add);
    return node;
  }

  private static void envelopeCoefficients(ObjectNode values, EnvelopeLaws law) {
    power(values, "loss", law.loss());
    power(values, "parameters", law.parameters());
    power(values, "tokens", law.tokens());
    number(values, "flop_slope", law.flopSlope());
    number(values, "consistency", law.consistency());
    values.put("distinct_winners", law.distinctWinners());
    ObjectNode floored =
        values.putObject("loss_with_floor").put("status", law.lossWithFloor().status());
    law.lossWithFloor()
        .fitted()
        .ifPresent(
            fit -> {
              number(floored, "floor", fit.floor());
              number(floored, "coefficient", fit.power().coefficient());
              number(floored, "exponent", fit.power().exponent());
            });
  }

  private static void power(ObjectNode values, String name, PowerLaw law) {
    ObjectNode node = values.putObject(name);
    number(node, "coefficient", law.coefficient());
    number(node, "exponent", law.exponent());
  }

  private static void parametricCoefficients(ObjectNode values, ParametricLaw law) {
    number(values, "E", law.e());
    number(values, "A", law.a());
    number(values, "B", law.b());
    number(values, "alpha", law.alpha());
    number(values, "beta", law.beta());
    number(values, "a", law.parametersExponent());
    number(values, "b", law.tokensExponent());
  }

  private static ObjectNode points(List<EnvelopePoint> points) {
    ObjectNode columns = MAPPER.createObjectNode();
    column(columns, "compute", points, EnvelopePoint::compute);
    column(columns, "loss", points, EnvelopePoint::loss);
    column(columns, "parameters", points, EnvelopePoint::parameters);
    column(columns, "tokens", points, EnvelopePoint::tokens);
    ArrayNode sizes = columns.putArray("size");
    points.forEach(point -> sizes.add(point.size()));
    ArrayNode edges = columns.putArray("edge");
    points.forEach(point -> edges.add(point.edge()));
    return columns;
  }

  private static void column(
      ObjectNode columns,
      String name,
      List<EnvelopePoint> points,
      ToDoubleFunction<EnvelopePoint> value) {
    ArrayNode column = columns.putArray(name);
    points.forEach(point -> column.add(value.applyAsDouble(point)));
  }

  private static void number(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }

  private static String text(ObjectNode node) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be written", e);
    }
  }
}
