package org.isoline.evaluate.text;

import java.util.List;

/**
 * What a model wrote for one item of a task, and what it might have written.
 *
 * @param prediction may be empty
 * @param references at least one; the best of them counts. An empty string is a reference too
 */
public record Answer(String prediction, List<String> references) {
  /**
   * Copies the references.
   *
   * @throws IllegalArgumentException without a reference
   */
  public Answer {
    references = List.copyOf(references);
    if (references.isEmpty()) {
      throw new IllegalArgumentException(
          "the answer '" + prediction + "' has no reference; it needs at least one to be scored");
    }
  }
}
