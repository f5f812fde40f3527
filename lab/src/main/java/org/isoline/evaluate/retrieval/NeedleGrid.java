package org.isoline.evaluate.retrieval;

import java.util.ArrayList;
import java.util.List;

/**
 * Lengths and depths at which a needle is looked for.
 *
 * @param lengths in tokens, rising, each at least 1
 * @param depths in percent of the context, rising, each 0 to 100
 */
public record NeedleGrid(List<Integer> lengths, List<Integer> depths) {
  private static final int PAPER_SHORTEST = 1000;
  private static final int PAPER_LONGEST = 16_000;
  private static final int PAPER_COUNT = 35;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming the number, its value and what is legal
   */
  public NeedleGrid {
    lengths = rising("lengths", lengths, 1, Integer.MAX_VALUE);
    depths = rising("depths", depths, 0, NeedleCell.DEEPEST);
  }

  /**
   * The grid of arXiv 2406.16690 (axes of its heat maps) and of LLMTest_NeedleInAHaystack by
   * default: 35 lengths from 1000 to 16,000, 35 depths from 0 to 100 %.
   */
  public static NeedleGrid paper() {
    return spaced(PAPER_SHORTEST, PAPER_LONGEST, PAPER_COUNT, PAPER_COUNT);
  }

  /**
   * Evenly spaced lengths and depths, rounded to whole numbers with halves to the even one.
   *
   * @param shortest tokens of the first length
   * @param longest tokens of the last one
   * @param lengths how many lengths, at least 1; a single one is {@code shortest}
   * @param depths how many depths from 0 to 100 %, at least 1; a single one is 0
   * @throws IllegalArgumentException if a number is out of range, or if there are more lengths or
   *     depths than whole numbers to give them
   */
  public static NeedleGrid spaced(int shortest, int longest, int lengths, int depths) {
    if (lengths < 1 || depths < 1) {
      throw new IllegalArgumentException(
          "a grid of " + lengths + " lengths and " + depths + " depths: at least 1 of each");
    }
    return new NeedleGrid(
        Linspace.rounded(shortest, longest, lengths),
        Linspace.rounded(0, NeedleCell.DEEPEST, depths));
  }

  /** All cells, depth by depth within each length, lengths rising. */
  public List<NeedleCell> cells() {
    List<NeedleCell> cells = new ArrayList<>(lengths.size() * depths.size());
    for (int length : lengths) {
      for (int depth : depths) {
        cells.add(new NeedleCell(length, depth));
      }
    }
    return List.copyOf(cells);
  }

  /** Index of the length nearest to a number of tokens, the shorter of two equally near. */
  int nearestLength(int tokens) {
    int nearest = 0;
    for (int i = 1; i < lengths.size(); i++) {
      if (Math.abs(lengths.get(i) - tokens) < Math.abs(lengths.get(nearest) - tokens)) {
        nearest = i;
      }
    }
    return nearest;
  }

  private static List<Integer> rising(String name, List<Integer> numbers, int low, int high) {
    if (numbers.isEmpty()) {
      throw new IllegalArgumentException(name + " is empty: a grid has at least one cell");
    }
    for (int i = 0; i < numbers.size(); i++) {
      int number = numbers.get(i);
      if (number < low || number > high) {
        throw new IllegalArgumentException(
            "%s[%d] = %d, must be %s"
                .formatted(
                    name,
                    i,
                    number,
                    high == Integer.MAX_VALUE ? "at least " + low : low + " to " + high));
      }
      if (i > 0 && number <= numbers.get(i - 1)) {
        throw new IllegalArgumentException(
            "%s[%d] = %d does not rise from %d before it; take fewer or spread them wider"
                .formatted(name, i, number, numbers.get(i - 1)));
      }
    }
    return List.copyOf(numbers);
  }
}
