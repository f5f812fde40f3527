package org.isoline.evaluate.fetch;

import java.io.IOException;

/**
 * A file that could not be fetched or kept; the message names the address or the place, what
 * happened and what to do.
 */
public final class FetchException extends IOException {
  private static final long serialVersionUID = 1L;

  FetchException(String message) {
    super(message);
  }

  FetchException(String message, Throwable cause) {
    super(message, cause);
  }
}
