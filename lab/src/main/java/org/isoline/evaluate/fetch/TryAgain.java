package org.isoline.evaluate.fetch;

import java.io.IOException;
import java.time.Duration;

/** A try that failed for a reason that may pass. */
final class TryAgain extends IOException {
  private static final long serialVersionUID = 1L;

  private final Duration pause;

  /**
   * A failure.
   *
   * @param pause what the server asks to wait; zero if it does not
   */
  TryAgain(String reason, Duration pause) {
    super(reason);
    this.pause = pause;
  }

  TryAgain(String reason) {
    this(reason, Duration.ZERO);
  }

  Duration pause() {
    return pause;
  }
}
