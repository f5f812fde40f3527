package org.isoline.evaluate.retrieval;

import java.util.ArrayList;
import java.util.List;

/**
 * RULER's coded text (scripts/data/synthetic/freq_words_extraction.py): of a text of n words the
 * k-th of a vocabulary of length/50 made-up words is written floor(n k^-2 / zeta(2)) times, in any
 * order; dots stand for the most frequent one, and the next three are asked for.
 */
final class CodedWordItems implements RulerBuilder {
  private static final int TOKENS_PER_WORD = 50;
  private static final int WORD_LENGTH = 6;
  private static final int STEPS = 32;
  private static final int ASKED = 3;
  private static final double ZETA_2 = Math.PI * Math.PI / 6;

  private final int vocabulary;
  private final int step;

  CodedWordItems(int length) {
    this.vocabulary = Math.max(ASKED + 2, length / TOKENS_PER_WORD);
    this.step = Math.max(1, length / STEPS);
  }

  @Override
  public int step() {
    return step;
  }

  /** The first text in which the last word asked for is more frequent than the next. */
  @Override
  public int least() {
    int size = step;
    while (count(size, ASKED + 1) <= count(size, ASKED + 2)) {
      size += step;
    }
    return size;
  }

  @Override
  public int most() {
    return Integer.MAX_VALUE;
  }

  @Override
  public RulerDraft draft(int size, int index, RulerDraws draws) {
    List<String> words = RulerDraws.different(vocabulary, () -> draws.letters('a', WORD_LENGTH));
    List<String> text = new ArrayList<>();
    for (int rank = 1; rank <= vocabulary; rank++) {
      for (int i = count(size, rank); i > 0; i--) {
        text.add(rank == 1 ? "..." : words.get(rank - 1));
      }
    }
    String context = String.join(" ", draws.shuffled(text));
    return RulerDraft.of(RulerTask.FWE, context, "", words.subList(1, ASKED + 1));
  }

  private static int count(int size, int rank) {
    return (int) (size / ((double) rank * rank) / ZETA_2);
  }
}
