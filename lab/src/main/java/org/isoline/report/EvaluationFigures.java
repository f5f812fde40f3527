package org.isoline.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.isoline.law.ComputeCount;
import org.isoline.law.Convention;
import org.isoline.report.Evaluated.Bucket;
import org.isoline.report.Evaluated.Checkpoint;
import org.isoline.report.Evaluated.NeedleMap;
import org.isoline.report.Evaluated.OfCheckpoint;
import org.isoline.report.Evaluated.PositionCurve;
import org.isoline.report.Evaluated.Score;

/**
 * What the page's script draws of evaluations: {@code tasks} in the order of the table's columns,
 * {@code needles} and {@code positions} in the order of their tasks' names.
 */
final class EvaluationFigures {
  private EvaluationFigures() {}

  static void add(ObjectNode root, ReportData data) {
    List<Score> primary = data.evaluated().scores().stream().filter(Score::primary).toList();
    ArrayNode tasks = root.putArray("tasks");
    for (FinalScores.Column column : FinalScores.columns(primary)) {
      List<Score> own = primary.stream().filter(s -> s.task().equals(column.task())).toList();
      task(tasks.addObject(), column, own, data.conventions());
    }
    ArrayNode needles = root.putArray("needles");
    byTask(data.evaluated().lastNeedles())
        .forEach((task, maps) -> needles(needles.addObject().put("task", task), maps));
    ArrayNode positions = root.putArray("positions");
    byTask(data.evaluated().lastPositions())
        .forEach((task, curves) -> positions(positions.addObject().put("task", task), curves));
  }

  /** Groups in the order of the tasks' names. */
  static <T extends OfCheckpoint> Map<String, List<T>> byTask(List<T> all) {
    return new TreeMap<>(all.stream().collect(Collectors.groupingBy(OfCheckpoint::task)));
  }

  private static void task(
      ObjectNode node,
      FinalScores.Column column,
      List<Score> scores,
      List<Convention> conventions) {
    node.put("task", column.task());
    node.put("metric", column.metric());
    node.put("higher", column.higherIsBetter());
    double chance =
        scores.stream()
            .mapToDouble(Score::chance)
            .filter(Double::isFinite)
            .findFirst()
            .orElse(Double.NaN);
    FigureData.column(node, "chance", List.of(chance), value -> value);
    ArrayNode curves = node.putArray("curves");
    Map<String, List<Score>> runs = new LinkedHashMap<>();
    scores.stream()
        .filter(score -> Double.isFinite(score.value()))
        .sorted(Comparator.comparingLong(score -> score.checkpoint().step()))
        .forEach(s -> runs.computeIfAbsent(s.checkpoint().run(), _ -> new ArrayList<>()).add(s));
    new TreeMap<>(runs).values().forEach(own -> curve(curves.addObject(), own, conventions));
  }

  private static void curve(ObjectNode curve, List<Score> points, List<Convention> conventions) {
    model(curve, points.getLast().checkpoint());
    FigureData.column(curve, "steps", points, score -> score.checkpoint().step());
    FigureData.column(curve, "tokens", points, score -> score.checkpoint().tokens());
    FigureData.column(curve, "value", points, Score::value);
    FigureData.column(curve, "error", points, Score::standardError);
    ArrayNode compute = curve.putArray("compute");
    for (Convention convention : conventions) {
      ArrayNode own = compute.addArray();
      points.stream()
          .mapToDouble(score -> score.checkpoint().compute(convention))
          .forEach(flop -> FigureData.add(own, flop / ComputeCount.FLOP_PER_PFLOPS_DAY));
    }
  }

  private static void needles(ObjectNode node, List<NeedleMap> maps) {
    ArrayNode models = node.putArray("models");
    for (NeedleMap map : maps) {
      ObjectNode model = models.addObject();
      model(model, map.checkpoint());
      FigureData.column(model, "lengths", map.lengths(), Integer::doubleValue);
      FigureData.column(model, "depths", map.depths(), Integer::doubleValue);
      ArrayNode rows = model.putArray("scores");
      map.scores().forEach(row -> row.forEach(rows.addArray()::add));
    }
  }

  private static void positions(ObjectNode node, List<PositionCurve> curves) {
    ArrayNode models = node.putArray("models");
    for (PositionCurve curve : curves) {
      ObjectNode model = models.addObject();
      model(model, curve.checkpoint());
      FigureData.column(model, "from", curve.buckets(), Bucket::from);
      FigureData.column(model, "to", curve.buckets(), Bucket::to);
      FigureData.column(model, "loss", curve.buckets(), Bucket::loss);
      FigureData.column(model, "error", curve.buckets(), Bucket::standardError);
    }
  }

  private static void model(ObjectNode node, Checkpoint checkpoint) {
    node.put("arch", checkpoint.architecture());
    node.put("size", checkpoint.size());
    node.put("run", checkpoint.run());
    node.put("step", checkpoint.step());
    node.put("context", checkpoint.context());
  }
}
