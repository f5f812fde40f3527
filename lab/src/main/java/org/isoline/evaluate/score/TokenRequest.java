package org.isoline.evaluate.score;

import java.util.Arrays;

/**
 * A {@link Request} in tokens.
 *
 * @param context ids that are read first, at least one: a model predicts nothing from nothing
 * @param continuation ids that are scored, at least one
 */
public record TokenRequest(int[] context, int[] continuation) {
  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if one of the parts is empty
   */
  public TokenRequest {
    if (context.length == 0 || continuation.length == 0) {
      throw new IllegalArgumentException(
          "a context of %d tokens and a continuation of %d: each must have at least one"
              .formatted(context.length, continuation.length));
    }
  }

  /** Tokens of context and continuation. */
  public int length() {
    return context.length + continuation.length;
  }

  /** What a model reads to score it: everything but the last token. */
  long[] input() {
    long[] input = new long[length() - 1];
    for (int i = 0; i < input.length; i++) {
      input[i] = i < context.length ? context[i] : continuation[i - context.length];
    }
    return input;
  }

  /** The continuation as targets. */
  long[] targets() {
    return Arrays.stream(continuation).asLongStream().toArray();
  }

  /** The same request with the last {@code length} tokens only. */
  TokenRequest last(int length) {
    int cut = length() - length;
    return new TokenRequest(Arrays.copyOfRange(context, cut, context.length), continuation);
  }
}
