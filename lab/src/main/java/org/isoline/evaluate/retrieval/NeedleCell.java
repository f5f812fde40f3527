package org.isoline.evaluate.retrieval;

/**
 * One place of a grid.
 *
 * @param length tokens that prompt and answer have room in, at least 1
 * @param depth where in the context the needle goes, in percent: 0 before everything, 100 behind it
 */
public record NeedleCell(int length, int depth) {
  static final int DEEPEST = 100;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming the number, its value and what is legal
   */
  public NeedleCell {
    if (length < 1) {
      throw new IllegalArgumentException("length = " + length + " tokens, must be at least 1");
    }
    if (depth < 0 || depth > DEEPEST) {
      throw new IllegalArgumentException(
          "depth = " + depth + " %, must be 0 (before everything) to 100 (behind it)");
    }
  }

  @Override
  public String toString() {
    return "length " + length + ", depth " + depth + " %";
  }
}
