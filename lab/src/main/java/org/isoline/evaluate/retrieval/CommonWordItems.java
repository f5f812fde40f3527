package org.isoline.evaluate.retrieval;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * RULER's common words (scripts/data/synthetic/common_words_extraction.py): ten words stand in a
 * numbered list many times, all others a few times; one example of the same kind goes before it.
 */
final class CommonWordItems implements RulerBuilder {
  private static final int STEP = 10;
  private static final int COMMON = 10;

  /** From this length on words are repeated more often. */
  private static final int LONG = 4096;

  /** How often a list repeats its common and its other words. */
  private record Repeats(int common, int other) {}

  private final List<String> words;
  private final int exampleWords;
  private final Repeats exampleRepeats;
  private final Repeats repeats;

  /**
   * Items for a length.
   *
   * @param words to draw from, all different
   */
  CommonWordItems(int length, List<String> words) {
    boolean isLong = length >= LONG;
    this.words = words;
    this.exampleWords = isLong ? 40 : 20;
    this.exampleRepeats = isLong ? new Repeats(10, 3) : new Repeats(3, 1);
    this.repeats = isLong ? new Repeats(30, 3) : new Repeats(6, 1);
  }

  @Override
  public int step() {
    return STEP;
  }

  /** With ten words all would be common. */
  @Override
  public int least() {
    return COMMON + STEP;
  }

  @Override
  public int most() {
    return words.size();
  }

  @Override
  public RulerDraft draft(int size, int index, RulerDraws draws) {
    RulerDraft example = list(exampleWords, exampleRepeats, draws);
    return list(size, repeats, draws).behind(example.text() + " " + example.answer() + "\n");
  }

  private RulerDraft list(int size, Repeats times, RulerDraws draws) {
    List<String> drawn = draws.sample(words, size);
    List<String> common = drawn.subList(0, COMMON);
    List<String> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      for (int repeat = 0; repeat < (i < COMMON ? times.common() : times.other()); repeat++) {
        list.add(drawn.get(i));
      }
    }
    return RulerDraft.of(RulerTask.CWE, numbered(draws.shuffled(list)), "", common)
        .withAnswer(numbered(common));
  }

  private static String numbered(List<String> words) {
    return IntStream.range(0, words.size())
        .mapToObj(i -> (i + 1) + ". " + words.get(i))
        .collect(Collectors.joining(" "));
  }
}
