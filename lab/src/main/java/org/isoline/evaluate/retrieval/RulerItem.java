package org.isoline.evaluate.retrieval;

import java.util.List;

/**
 * One question of a RULER task.
 *
 * @param task it belongs to
 * @param index among the items of the same length, from 0
 * @param prompt with the question at its end
 * @param answerPrefix how the answer begins, with the space before it
 * @param references what the answer is to contain, by {@link RulerTask#rule}
 * @param maxNewTokens most tokens of the answer
 * @param tokens of {@link #text}, with the tokenizer that the item was made for
 */
public record RulerItem(
    RulerTask task,
    int index,
    String prompt,
    String answerPrefix,
    List<String> references,
    int maxNewTokens,
    int tokens) {
  /**
   * Keeps its own list.
   *
   * @throws IllegalArgumentException if there is no reference: every answer would be wrong
   */
  public RulerItem {
    references = List.copyOf(references);
    if (references.isEmpty()) {
      throw new IllegalArgumentException(
          task.label() + " " + index + " has no reference; an item has at least 1");
    }
  }

  /** What a model without instruction tuning goes on from: prompt and answer prefix. */
  public String text() {
    return prompt + answerPrefix;
  }

  /** Tokens of prompt, prefix and the longest answer together. */
  public int budget() {
    return tokens + maxNewTokens;
  }
}
