package org.isoline.law.interval;

import org.isoline.law.LawException;

/** Checks of numbers of draws. */
final class Draws {
  private Draws() {}

  static void require(int draws) {
    if (draws < 2) {
      throw new LawException(
          "draws = " + draws + "; an interval needs at least 2, some thousand to be of use");
    }
  }
}
