package org.isoline.report;

/**
 * A folder that is no study folder, or a file in it that cannot be understood. The message names
 * the file, what is wrong with it, and the way out.
 */
public final class ReportException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An error in the input. */
  public ReportException(String message) {
    super(message);
  }

  /** An error in the input with the failure that revealed it. */
  public ReportException(String message, Throwable cause) {
    super(message, cause);
  }
}
