package org.isoline.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.isoline.evaluate.recall.RecallAccuracy;

/** Lines of {@code evaluations.jsonl} of a recall run. */
final class RecallScores {
  private RecallScores() {}

  static void put(ObjectNode node, RecallAccuracy.Score score) {
    node.put("length", score.spec().length());
    node.put("pairs", score.spec().pairs());
    node.put("examples", score.examples());
    node.put("correct", score.correct());
    node.put("accuracy", score.accuracy());
    node.put("standard_error", score.standardError());
  }

  /** The last line about a step. */
  static Optional<JsonNode> at(RunFolder folder, long step) {
    return RunFolder.records(folder.evaluations()).stream()
        .filter(line -> line.path("step").asLong() == step && line.has("scores"))
        .reduce((earlier, later) -> later);
  }

  static List<Double> accuracies(JsonNode line) {
    return StreamSupport.stream(line.path("scores").spliterator(), false)
        .map(score -> score.path("accuracy").asDouble())
        .toList();
  }

  /**
   * The score of a setting.
   *
   * @throws StudyException if the line has none
   */
  static JsonNode of(JsonNode line, RecallStudy.Setting setting, RunFolder folder) {
    return StreamSupport.stream(line.path("scores").spliterator(), false)
        .filter(score -> score.path("length").asInt() == setting.length())
        .filter(score -> score.path("pairs").asInt() == setting.pairs())
        .findFirst()
        .orElseThrow(
            () ->
                new StudyException(
                    "%s has no score of length %d with %d pairs; delete %s to train it again"
                        .formatted(
                            folder.evaluations(),
                            setting.length(),
                            setting.pairs(),
                            folder.path())));
  }
}
