package org.isoline.evaluate.score;

import org.isoline.evaluate.EvaluationException;

/**
 * How many tokens a model may look at, and what happens to longer texts.
 *
 * @param tokens L, inputs of one pass, at least 1; commonly the length the model was trained with
 * @param overflow what happens to more
 */
public record Window(int tokens, Overflow overflow) {

  /** What happens to a text that is longer than the window. */
  public enum Overflow {
    /**
     * The last L + 1 tokens of context and continuation are kept, as lm-evaluation-harness does:
     * the question at the end of a prompt survives.
     */
    TRUNCATE,
    /** All of it is read: what a model makes of texts longer than it was trained with. */
    EXTEND,
    /** An error. */
    REFUSE
  }

  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public Window {
    if (tokens < 1) {
      throw new IllegalArgumentException("window = " + tokens + " tokens, must be at least 1");
    }
  }

  /** The same length with another policy. */
  public Window with(Overflow other) {
    return new Window(tokens, other);
  }

  /**
   * Makes a request fit.
   *
   * @throws EvaluationException if it is too long and the policy is REFUSE, or the continuation
   *     alone is too long to be cut
   */
  TokenRequest fit(TokenRequest request) {
    int most = tokens + 1;
    if (request.length() <= most || overflow == Overflow.EXTEND) {
      return request;
    }
    if (overflow == Overflow.REFUSE) {
      throw new EvaluationException(
          "a request of %,d tokens of context and %,d of continuation, the window is %,d: shorten the prompt, or choose the policy truncate (keep the end) or extend (read it all)"
              .formatted(request.context().length, request.continuation().length, tokens));
    }
    if (request.continuation().length > tokens) {
      throw new EvaluationException(
          "a continuation of %,d tokens is longer than the window of %,d, so none of its context would remain; score it as a rolling text, or choose the policy extend"
              .formatted(request.continuation().length, tokens));
    }
    return request.last(most);
  }

  /**
   * Checks that a prompt leaves room for what is to be written, before anything is read.
   *
   * @throws EvaluationException if it does not and the policy is REFUSE
   */
  public int[] fitPrompt(int[] prompt, int newTokens) {
    int most = tokens - newTokens;
    if (prompt.length <= most || overflow == Overflow.EXTEND) {
      return prompt;
    }
    if (overflow == Overflow.REFUSE || most < 1) {
      throw new EvaluationException(
          "a prompt of %,d tokens and %,d to write, the window is %,d: shorten the prompt or write less, or choose the policy extend%s"
              .formatted(
                  prompt.length, newTokens, tokens, most < 1 ? "" : " or truncate (keep the end)"));
    }
    return java.util.Arrays.copyOfRange(prompt, prompt.length - most, prompt.length);
  }
}
