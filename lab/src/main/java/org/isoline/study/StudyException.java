package org.isoline.study;

/**
 * A study that cannot be run as written. The message names file, line and column where they are
 * known, the key, the value, the legal values and the way out.
 */
public final class StudyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message for the author of the study. */
  public StudyException(String message) {
    super(message);
  }

  /** With a message for the author of the study and what caused it. */
  public StudyException(String message, Throwable cause) {
    super(message, cause);
  }
}
