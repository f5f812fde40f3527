package org.isoline.law;

/**
 * Input that no fit can be asked about: a malformed table, contradictory options, observations of
 * several architectures where one was expected. The message names the place, the value and the way
 * out.
 *
 * <p>Data that are merely poor (too few points, one size, a law at the edge of its range) are not
 * exceptional: they come back as an {@link Outcome}.
 */
public final class LawException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An error in the input. */
  public LawException(String message) {
    super(message);
  }

  /** An error in the input with the failure that revealed it. */
  public LawException(String message, Throwable cause) {
    super(message, cause);
  }
}
