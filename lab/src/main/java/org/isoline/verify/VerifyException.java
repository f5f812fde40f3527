package org.isoline.verify;

/** A case or checkpoint that cannot be verified; the message names the file and the place in it. */
public final class VerifyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With what is wrong and where. */
  public VerifyException(String message) {
    super(message);
  }

  /** With what is wrong and where, and why. */
  public VerifyException(String message, Throwable cause) {
    super(message, cause);
  }
}
