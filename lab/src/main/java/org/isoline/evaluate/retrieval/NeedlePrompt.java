package org.isoline.evaluate.retrieval;

import java.util.Arrays;

/**
 * A haystack with a needle in it, and the question.
 *
 * <p>The generative form lets a model go on from {@link #tokens} greedily and looks for the answer
 * in what it writes before {@link #stop}. The other form scores {@link #continuation} behind the
 * same tokens.
 *
 * @param cell of the grid
 * @param tokens all of them, to the colon behind which the answer goes
 * @param needleStart index of the needle's first token
 * @param needleLength tokens of the needle
 * @param needle the fact
 * @param stop text that ends an answer
 * @param maxNewTokens most tokens of an answer
 */
public record NeedlePrompt(
    NeedleCell cell,
    int[] tokens,
    int needleStart,
    int needleLength,
    Needle needle,
    String stop,
    int maxNewTokens) {
  /** What the answer should say. */
  public String expected() {
    return needle.answer();
  }

  /** The answer whose likelihood behind the prompt tells whether the needle was found. */
  public String continuation() {
    return " " + needle.sentence();
  }

  /** Tokens that prompt and answer may take together. */
  public int budget() {
    return tokens.length + maxNewTokens;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NeedlePrompt that
        && cell.equals(that.cell)
        && Arrays.equals(tokens, that.tokens)
        && needleStart == that.needleStart
        && needleLength == that.needleLength
        && needle.equals(that.needle)
        && stop.equals(that.stop)
        && maxNewTokens == that.maxNewTokens;
  }

  @Override
  public int hashCode() {
    return 31 * cell.hashCode() + Arrays.hashCode(tokens);
  }
}
