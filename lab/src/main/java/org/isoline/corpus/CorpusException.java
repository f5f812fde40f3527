package org.isoline.corpus;

/**
 * The texts, the tokenizer or the prepared files cannot be used as asked. The message names the
 * file (and line), the value, the legal range, and the way out.
 */
public final class CorpusException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An error with nothing beneath it. */
  public CorpusException(String message) {
    super(message);
  }

  /** An error caused by another, usually an {@link java.io.IOException}. */
  public CorpusException(String message, Throwable cause) {
    super(message, cause);
  }
}
