package org.isoline.evaluate.retrieval;

import java.util.List;
import org.isoline.evaluate.text.Containment;

/**
 * How well a cell's question was answered.
 *
 * @param cell of the grid
 * @param score 1 (nothing of the answer) to 10 (all of it), the scale of LLMTest_NeedleInAHaystack
 * @param exact whether the answer stands in what the model wrote, letter for letter but for case
 */
public record NeedleScore(NeedleCell cell, int score, boolean exact) {
  static final int LOWEST = 1;
  static final int HIGHEST = 10;

  /**
   * Checks the score.
   *
   * @throws IllegalArgumentException naming it and what is legal
   */
  public NeedleScore {
    if (score < LOWEST || score > HIGHEST) {
      throw new IllegalArgumentException(
          "%s: score = %d, must be %d to %d".formatted(cell, score, LOWEST, HIGHEST));
    }
  }

  /**
   * Judges an answer without a model: the share r of the expected answer's distinct words that the
   * output has among its own, as {@code 1 + round(9 r)}. The paper does not name its judge.
   *
   * @param prompt that was put
   * @param output what the model wrote, to the stop string
   */
  public static NeedleScore of(NeedlePrompt prompt, String output) {
    return new NeedleScore(
        prompt.cell(),
        Containment.needleScore(prompt.expected(), output),
        Containment.all(List.of(prompt.expected()), output) == 1);
  }

  /**
   * (score - 1) / 9, from 0 to 1. All accuracies of a length in Tables 11 to 13 of arXiv 2406.16690
   * that are neither 0 nor 100 % are multiples of 1/(35 x 9).
   */
  public double accuracy() {
    return (double) (score - LOWEST) / (HIGHEST - LOWEST);
  }
}
