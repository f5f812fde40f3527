package org.isoline.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a cell stands. */
public enum CellState {
  /** Trained and evaluated. */
  DONE,
  /** Its loss or gradient stopped being a number. */
  DIVERGED,
  /** Its worker ended without a result. */
  FAILED,
  /** A worker is at it, or was when it was killed. */
  RUNNING,
  /** Nothing was done yet. */
  PENDING,
  /** Its outcome cannot be read. */
  UNKNOWN;

  /** The word in outcome.json and on the page. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The state a word means. */
  static Optional<CellState> of(String word) {
    return Arrays.stream(values()).filter(state -> state.word().equals(word)).findFirst();
  }
}
