package org.isoline.evaluate.retrieval;

import java.util.List;

/**
 * A question that documents answer.
 *
 * @param question itself
 * @param answers each of them right, at least one
 * @param contexts documents that are needed for the answer, at least one
 * @param related documents about the same matter, the first to distract from the answer
 */
public record Question(
    String question, List<String> answers, List<String> contexts, List<String> related) {
  /**
   * Keeps its own lists.
   *
   * @throws IllegalArgumentException if there is no answer or no context
   */
  public Question {
    answers = List.copyOf(answers);
    contexts = List.copyOf(contexts);
    related = List.copyOf(related);
    if (answers.isEmpty() || contexts.isEmpty()) {
      throw new IllegalArgumentException(
          "the question \"%s\" has %d answers and %d contexts, at least 1 of each"
              .formatted(question, answers.size(), contexts.size()));
    }
  }
}
