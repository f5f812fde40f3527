package org.isoline.study;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How often training goes over its corpus.
 *
 * <p>An epoch gives the corpus in whole windows, so these numbers are exact to one context an
 * epoch.
 *
 * @param tokens D, tokens trained on, at least 1
 * @param trainingTokens tokens of the training side of the corpus, at least 1
 */
record Passes(long tokens, long trainingTokens) {
  /**
   * Up to here repeated tokens are worth nearly as much as fresh ones (Muennighoff et al., arXiv
   * 2305.16264).
   */
  static final double HARMLESS = 4;

  /** Who found that out. */
  static final String SOURCE = "Muennighoff et al., arXiv 2305.16264";

  /** A line for each of these cells that goes over the corpus too often. */
  static List<String> warnings(List<Cell> cells, long trainingTokens) {
    return cells.stream()
        .flatMap(
            cell ->
                new Passes(cell.recipe().trainedTokens(), trainingTokens)
                    .warning().stream().map(text -> "warning: " + cell.id() + ": " + text))
        .toList();
  }

  /** U, tokens trained on that differ in place. */
  long uniqueTokens() {
    return Math.min(tokens, trainingTokens);
  }

  /** D / U, at least 1 whatever part of the corpus one pass needs. */
  double epochs() {
    return (double) tokens / uniqueTokens();
  }

  /** What is wrong with that many passes, and the way out; empty if nothing is. */
  Optional<String> warning() {
    if (epochs() <= HARMLESS) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%.1f passes over the %,d training tokens: beyond %.0f, repeated tokens are worth less"
                + " than fresh ones and laws in D overstate the data; add text, or take"
                + " train.tokens: %d or less",
            epochs(),
            trainingTokens,
            HARMLESS,
            (long) (HARMLESS * trainingTokens)));
  }
}
