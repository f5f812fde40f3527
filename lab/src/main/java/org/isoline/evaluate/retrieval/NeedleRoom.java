package org.isoline.evaluate.retrieval;

/**
 * Tokens of a cell's length that are not haystack.
 *
 * @param buffer kept free for question and answer, at least 0
 * @param maxNewTokens most tokens of an answer, at least 1
 */
public record NeedleRoom(int buffer, int maxNewTokens) {
  /**
   * 200 tokens, the buffer of LLMTest_NeedleInAHaystack, and answers of up to 64: the default
   * needle's sentence has fewer with any trained tokenizer.
   */
  public static final NeedleRoom DEFAULT = new NeedleRoom(200, 64);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming the number, its value and what is legal
   */
  public NeedleRoom {
    if (buffer < 0) {
      throw new IllegalArgumentException("buffer = " + buffer + " tokens, must be at least 0");
    }
    if (maxNewTokens < 1) {
      throw new IllegalArgumentException(
          "most new tokens = " + maxNewTokens + ", must be at least 1");
    }
  }
}
