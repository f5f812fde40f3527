package org.isoline.speed;

/** A benchmark that was asked for the impossible, or a record that is none. */
public final class SpeedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SpeedException(String message) {
    super(message);
  }

  SpeedException(String message, Throwable cause) {
    super(message, cause);
  }
}
