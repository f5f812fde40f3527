package org.isoline.evaluate.retrieval;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * RULER's chain of variables (scripts/data/synthetic/variable_tracking.py): one chain of four hops
 * in lines of noise, behind one example with shorter names.
 */
final class ChainItems implements RulerBuilder {
  private static final int STEP = 10;
  private static final int HOPS = 4;
  private static final int NAME = 5;
  private static final int EXAMPLE_NAME = 3;
  private static final int EXAMPLE_STEP = 5;
  private static final int EXAMPLE_TOKENS = 500;
  private static final int SMALLEST_VALUE = 10_000;
  private static final int VALUES = 90_000;

  private final String example;

  /**
   * Items that share an example of at most 500 tokens with its answer's 30, or the smallest one.
   *
   * @param count tokens of a text
   */
  ChainItems(RulerDraws draws, ToIntFunction<String> count) {
    long seed = draws.seed();
    int lines = EXAMPLE_STEP;
    while (count.applyAsInt(example(lines + EXAMPLE_STEP, seed)) + RulerTask.VT.maxNewTokens()
        <= EXAMPLE_TOKENS) {
      lines += EXAMPLE_STEP;
    }
    this.example = example(lines, seed) + "\n\n";
  }

  @Override
  public int step() {
    return STEP;
  }

  @Override
  public int least() {
    return STEP;
  }

  @Override
  public int most() {
    return Integer.MAX_VALUE;
  }

  @Override
  public RulerDraft draft(int size, int index, RulerDraws draws) {
    return chain(size, NAME, draws).behind(example);
  }

  private static String example(int lines, long seed) {
    RulerDraft draft = chain(lines, EXAMPLE_NAME, RulerDraws.of(seed));
    return draft.text() + " " + draft.answer();
  }

  private static RulerDraft chain(int size, int nameLength, RulerDraws draws) {
    List<String> names = RulerDraws.different(HOPS + 1, () -> draws.letters('A', nameLength));
    String value = Integer.toString(SMALLEST_VALUE + draws.below(VALUES));
    List<String> lines = new ArrayList<>(Collections.nCopies(size, Noise.LINE));
    int[] places = draws.sortedSample(size, names.size());
    for (int i = HOPS; i >= 0; i--) {
      lines.add(
          places[i], "VAR " + names.get(i) + " = " + (i == 0 ? value : "VAR " + names.get(i - 1)));
    }
    return RulerDraft.of(RulerTask.VT, String.join("\n", lines), value, names);
  }
}
