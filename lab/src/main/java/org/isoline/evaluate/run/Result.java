package org.isoline.evaluate.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one task says of one checkpoint.
 *
 * @param format of this file
 * @param key what determines it
 * @param checkpoint the model
 * @param primary name of the metric to look at first
 * @param metrics all of them, the primary among them
 * @param items that were scored
 * @param prompts how long they were
 * @param settings what was chosen, in words
 * @param details of the task's own, such as the cells of a grid
 * @param seconds it took, loading left out
 * @param isoline version and commit that made it
 * @param finished UTC
 */
public record Result(
    int format,
    ResultKey key,
    CheckpointInfo checkpoint,
    String primary,
    List<Measurement> metrics,
    long items,
    Prompts prompts,
    Map<String, String> settings,
    JsonNode details,
    double seconds,
    String isoline,
    String finished) {
  /** The present form of the file. */
  public static final int FORMAT = 1;

  /** Copies the collections. */
  public Result {
    metrics = List.copyOf(metrics);
    settings = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(settings));
  }

  /** A metric by name. */
  public Optional<Measurement> metric(String name) {
    return metrics.stream().filter(metric -> metric.name().equals(name)).findFirst();
  }
}
