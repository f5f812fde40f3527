package org.isoline.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.isoline.law.ComputeCount;
import org.isoline.law.Convention;
import org.isoline.law.EnvelopePoint;
import org.isoline.law.Observation;
import org.isoline.law.PowerLaw;

/**
 * What the page's script draws, as one JSON object: {@code architectures}, {@code conventions},
 * {@code loss}, {@code curves}, {@code laws}, {@code training}, {@code certainty}, and what {@link
 * EvaluationFigures} adds. Columns rather than points, so that names are not repeated; compute is
 * in PFLOP/s-days.
 */
final class FigureData {
  /** More envelope points than this are indistinguishable on a panel. */
  private static final int DRAWN_ENVELOPE_POINTS = 60;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final ReportData data;
  private final List<Convention> conventions;

  private FigureData(ReportData data) {
    this.data = data;
    this.conventions = data.conventions();
  }

  static ObjectNode of(ReportData data) {
    return new FigureData(data).build();
  }

  private ObjectNode build() {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("loss", data.loss().words());
    ArrayNode architectures = root.putArray("architectures");
    for (String id : data.architectures()) {
      ObjectNode node = architectures.addObject();
      node.put("id", id);
      node.put("label", Words.architecture(id));
      node.put("slot", Words.slot(id, data.architectures()));
      ArrayNode sizes = node.putArray("sizes");
      sizes(id).forEach(sizes::add);
    }
    ArrayNode names = root.putArray("conventions");
    conventions.forEach(
        c ->
            names
                .addObject()
                .put("compute", Words.compute(c.compute()))
                .put("parameters", Words.parameters(c.parameters())));
    curves(root.putArray("curves"));
    laws(root.putArray("laws"));
    training(root.putArray("training"));
    certainty(root.putArray("certainty"));
    EvaluationFigures.add(root, data);
    return root;
  }

  /** The rungs of an architecture from small to large; those without observations come last. */
  private List<String> sizes(String architecture) {
    Map<String, Double> parameters = new LinkedHashMap<>();
    data.observations().stream()
        .filter(o -> o.arch().equals(architecture))
        .forEach(o -> parameters.put(o.size(), o.paramsTotal()));
    data.cells().stream()
        .filter(cell -> cell.architecture().equals(architecture))
        .forEach(cell -> parameters.putIfAbsent(cell.size(), Double.MAX_VALUE));
    data.evaluated().scores().stream()
        .map(Evaluated.Score::checkpoint)
        .filter(checkpoint -> checkpoint.architecture().equals(architecture))
        .forEach(
            checkpoint ->
                parameters.merge(checkpoint.size(), checkpoint.parametersTotal(), Math::min));
    List<String> sizes = new ArrayList<>(parameters.keySet());
    sizes.sort(Comparator.comparingDouble(parameters::get));
    return sizes;
  }

  private void curves(ArrayNode curves) {
    Map<String, List<Observation>> runs = new LinkedHashMap<>();
    data.observations().stream()
        .filter(o -> Double.isFinite(data.loss().of(o)) && data.loss().of(o) > 0 && o.tokens() > 0)
        .forEach(o -> runs.computeIfAbsent(o.run(), run -> new ArrayList<>()).add(o));
    Map<String, Double> errors = standardErrors();
    runs.forEach(
        (run, points) -> {
          ObjectNode node = curves.addObject();
          node.put("arch", points.getFirst().arch());
          node.put("size", points.getFirst().size());
          node.put("run", run);
          column(node, "step", points, o -> o.step());
          column(node, "tokens", points, Observation::tokens);
          column(node, "loss", points, o -> data.loss().of(o));
          column(node, "error", points, o -> errors.getOrDefault(key(run, o.step()), Double.NaN));
          column(node, "bits", points, Observation::bitsPerByte);
          ArrayNode compute = node.putArray("compute");
          for (Convention convention : conventions) {
            ArrayNode own = compute.addArray();
            points.forEach(
                o -> add(own, convention.point(o).c() / ComputeCount.FLOP_PER_PFLOPS_DAY));
          }
        });
  }

  private Map<String, Double> standardErrors() {
    Map<String, Double> errors = new HashMap<>();
    data.cells()
        .forEach(
            cell ->
                cell.evaluations()
                    .forEach(e -> errors.put(key(cell.id(), e.step()), e.standardError())));
    return errors;
  }

  private static String key(String run, long step) {
    return run + "@" + step;
  }

  private void laws(ArrayNode laws) {
    for (String architecture : data.architectures()) {
      for (int i = 0; i < conventions.size(); i++) {
        int convention = i;
        Findings.shown(data, architecture, conventions.get(i))
            .ifPresent(law -> law(laws.addObject(), law, convention));
      }
    }
  }

  private static void law(
      ObjectNode node, ReportData.Law<ReportData.Envelope> law, int convention) {
    node.put("arch", law.architecture());
    node.put("convention", convention);
    node.put("status", law.status().replace('_', ' '));
    node.put("detail", law.detail());
    if (law.fitted().isEmpty()) {
      return;
    }
    ReportData.Envelope envelope = law.fitted().get();
    power(node.putObject("loss"), envelope.loss());
    power(node.putObject("parameters"), envelope.parameters());
    power(node.putObject("tokens"), envelope.tokens());
    add(node.putArray("range"), envelope.computeFrom(), envelope.computeTo());
    List<EnvelopePoint> points = thinned(envelope.points());
    ObjectNode columns = node.putObject("points");
    column(columns, "compute", points, EnvelopePoint::compute);
    column(columns, "loss", points, EnvelopePoint::loss);
    column(columns, "parameters", points, EnvelopePoint::parameters);
    column(columns, "tokens", points, EnvelopePoint::tokens);
    ArrayNode sizes = columns.putArray("size");
    points.forEach(point -> sizes.add(point.size()));
    ArrayNode edges = columns.putArray("edge");
    points.forEach(point -> edges.add(point.edge()));
  }

  private static void power(ObjectNode node, PowerLaw law) {
    node.put("coefficient", law.coefficient());
    node.put("exponent", law.exponent());
    node.put("html", Words.power(law).markup());
  }

  /** Points about equally far apart in the list, both ends among them. */
  static List<EnvelopePoint> thinned(List<EnvelopePoint> points) {
    int stride = stride(points.size());
    List<EnvelopePoint> drawn = new ArrayList<>();
    for (int i = 0; i < points.size(); i += stride) {
      drawn.add(points.get(i));
    }
    if (!points.isEmpty() && (points.size() - 1) % stride != 0) {
      drawn.add(points.getLast());
    }
    return drawn;
  }

  /** One point of so many is drawn. */
  static int stride(int points) {
    return Math.max(1, Math.ceilDiv(points - 1, DRAWN_ENVELOPE_POINTS - 1));
  }

  /** Bands and residuals of the parametric laws, budgets in PFLOP/s-days. */
  private void certainty(ArrayNode certainty) {
    for (CertaintySection.Case own : CertaintySection.cases(data)) {
      if (!own.node().path("parameters").asText().equals("non_embedding")) {
        continue;
      }
      ObjectNode node = certainty.addObject();
      node.put("arch", own.architecture());
      JsonNode band = own.node().path("band");
      ArrayNode compute = node.putArray("compute");
      band.path("flop").forEach(c -> compute.add(c.asDouble() / ComputeCount.FLOP_PER_PFLOPS_DAY));
      node.set("loss", band.path("loss"));
      node.set("low", band.path("low95"));
      node.set("high", band.path("high95"));
      node.set("residuals", own.node().path("residuals"));
    }
  }

  private void training(ArrayNode training) {
    for (ReportData.Cell cell : data.cells()) {
      TrainingCurve curve = TrainingCurve.of(cell);
      List<ReportData.Evaluation> evaluations =
          cell.evaluations().stream()
              .filter(e -> Double.isFinite(e.loss()) && e.loss() > 0 && e.tokens() > 0)
              .toList();
      if (curve.points().isEmpty() && evaluations.isEmpty()) {
        continue;
      }
      ObjectNode node = training.addObject();
      node.put("arch", cell.architecture());
      node.put("size", cell.size());
      node.put("run", cell.id());
      node.put("state", cell.state().word());
      node.put("window", curve.window());
      column(node, "tokens", curve.points(), TrainingCurve.Point::tokens);
      column(node, "loss", curve.points(), TrainingCurve.Point::loss);
      column(node, "validationTokens", evaluations, ReportData.Evaluation::tokens);
      column(node, "validationLoss", evaluations, ReportData.Evaluation::loss);
      column(node, "validationError", evaluations, ReportData.Evaluation::standardError);
    }
  }

  static <T> void column(ObjectNode node, String name, List<T> items, ToDoubleFunction<T> value) {
    ArrayNode column = node.putArray(name);
    items.forEach(item -> add(column, value.applyAsDouble(item)));
  }

  /** JSON has no NaN; a drawing needs six digits at most. */
  static void add(ArrayNode column, double... values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        column.addNull();
      } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
        column.add((long) value);
      } else {
        column.add(Double.parseDouble(String.format(Locale.ROOT, "%.6g", value)));
      }
    }
  }
}
