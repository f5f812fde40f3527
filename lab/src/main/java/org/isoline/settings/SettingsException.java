package org.isoline.settings;

/**
 * A file of settings that cannot be used as written. The message names file, line and column, the
 * key, the value, the legal values and the way out.
 */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message for the author of the file. */
  public SettingsException(String message) {
    super(message);
  }

  /** With a message for the author of the file and what caused it. */
  public SettingsException(String message, Throwable cause) {
    super(message, cause);
  }
}
