package org.isoline.evaluate.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;

/**
 * What an evaluation found, before anybody says of which checkpoint.
 *
 * @param metrics at least one
 * @param items scored
 * @param prompts how long they were
 * @param details of the task's own
 */
public record Outcome(List<Measurement> metrics, long items, Prompts prompts, JsonNode details) {
  /** Copies the list. */
  public Outcome {
    metrics = List.copyOf(metrics);
  }

  /** Without details. */
  public static Outcome of(List<Measurement> metrics, long items, Prompts prompts) {
    return new Outcome(metrics, items, prompts, JsonNodeFactory.instance.objectNode());
  }
}
