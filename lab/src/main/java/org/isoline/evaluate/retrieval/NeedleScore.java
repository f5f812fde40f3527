package org.isoline.evaluate.retrieval;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

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

  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

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
   * Judges an answer without a model: the share r of the expected answer's distinct words, in lower
   * case, that the output has among its own, as 1 + round(9 r), halves to the even number. The
   * paper does not name its judge.
   *
   * @param prompt that was put
   * @param output what the model wrote, to the stop string
   */
  public static NeedleScore of(NeedlePrompt prompt, String output) {
    Set<String> expected = words(prompt.expected());
    Set<String> written = words(output);
    long found = expected.stream().filter(written::contains).count();
    double share = expected.isEmpty() ? 0 : (double) found / expected.size();
    boolean exact = lower(output).contains(lower(prompt.expected()));
    int score = LOWEST + (int) Math.rint((HIGHEST - LOWEST) * share);
    return new NeedleScore(prompt.cell(), score, exact);
  }

  /**
   * (score - 1) / 9, from 0 to 1. All accuracies of a length in Tables 11 to 13 of arXiv 2406.16690
   * that are neither 0 nor 100 % are multiples of 1/(35 x 9).
   */
  public double accuracy() {
    return (double) (score - LOWEST) / (HIGHEST - LOWEST);
  }

  private static Set<String> words(String text) {
    Set<String> words = new LinkedHashSet<>(List.of(BETWEEN_WORDS.split(lower(text))));
    words.remove("");
    return words;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
