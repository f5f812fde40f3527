package org.isoline.study;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.isoline.law.Observation;
import org.isoline.model.Cost;

/** Collects one observation a checkpoint from the run folders of a study. */
final class StudyObservations {
  /** Steps whose training losses are averaged into the loss at a checkpoint. */
  static final int TRAIN_LOSS_WINDOW = 32;

  private StudyObservations() {}

  /**
   * Observations of all cells that have any, in the order of cells and steps.
   *
   * @param trainingTokens tokens of the training side
   */
  static List<Observation> collect(Study study, Path studyFolder, long trainingTokens) {
    List<Observation> observations = new ArrayList<>();
    for (Cell cell : study.cells()) {
      RunFolder folder = new RunFolder(studyFolder.resolve(cell.id()));
      Map<Long, JsonNode> metrics = byStep(RunFolder.records(folder.metrics()));
      byStep(RunFolder.records(folder.evaluations()))
          .forEach(
              (step, evaluation) ->
                  observations.add(observation(cell, step, evaluation, metrics, trainingTokens)));
    }
    return observations;
  }

  private static Map<Long, JsonNode> byStep(List<JsonNode> records) {
    Map<Long, JsonNode> byStep = new TreeMap<>();
    records.forEach(line -> byStep.put(line.path("step").asLong(), line));
    return byStep;
  }

  private static Observation observation(
      Cell cell, long step, JsonNode evaluation, Map<Long, JsonNode> metrics, long trainingTokens) {
    Cost cost = Cost.of(cell.model());
    long tokens = evaluation.path("tokens").asLong();
    JsonNode metric = metrics.getOrDefault(step, evaluation);
    return new Observation(
        cell.architecture().id(),
        cell.size(),
        cell.id(),
        cell.seed(),
        step,
        tokens,
        new Passes(tokens, trainingTokens).uniqueTokens(),
        cost.nonEmbedding(),
        cost.total(),
        cost.flops(Cost.Convention.PAPER, tokens),
        cost.flops(Cost.Convention.CAUSAL, tokens),
        cost.flops(Cost.Convention.SIX_ND_NON_EMBEDDING, tokens),
        trainingLoss(step, metrics),
        evaluation.path("val_loss").asDouble(Double.NaN),
        evaluation.path("bits_per_byte").asDouble(Double.NaN),
        metric.path("lr").asDouble(Double.NaN),
        metric.path("phase").asText(""),
        cell.recipe().batchTokens(),
        cell.model().context());
  }

  private static double trainingLoss(long step, Map<Long, JsonNode> metrics) {
    return metrics.entrySet().stream()
        .filter(m -> m.getKey() <= step && m.getKey() > step - TRAIN_LOSS_WINDOW)
        .mapToDouble(m -> m.getValue().path("loss").asDouble())
        .average()
        .orElse(Double.NaN);
  }
}
