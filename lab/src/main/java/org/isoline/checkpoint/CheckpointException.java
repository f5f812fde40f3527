package org.isoline.checkpoint;

/**
 * A checkpoint that cannot be read or written; the message names the file, the tensor, the cure.
 */
public final class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message for people. */
  public CheckpointException(String message) {
    super(message);
  }

  /** With a message for people and what caused it. */
  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
