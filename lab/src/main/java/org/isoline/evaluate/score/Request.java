package org.isoline.evaluate.score;

/**
 * How likely is this text after that one?
 *
 * @param context what a model reads first; may be empty
 * @param continuation what is scored, with the space or line break that separates it from the
 *     context
 */
public record Request(String context, String continuation) {
  /**
   * Checks the texts.
   *
   * @throws IllegalArgumentException if there is nothing to score
   */
  public Request {
    if (continuation.isEmpty()) {
      throw new IllegalArgumentException(
          "the continuation of \"%s\" is empty, so there is nothing to score"
              .formatted(context.substring(Math.max(0, context.length() - 40))));
    }
  }
}
