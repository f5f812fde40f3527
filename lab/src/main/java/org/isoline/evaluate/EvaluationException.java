package org.isoline.evaluate;

/**
 * A model or a table of scores that cannot be evaluated; the message says why and where to look.
 */
public final class EvaluationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message for people. */
  public EvaluationException(String message) {
    super(message);
  }
}
