package org.isoline.speed;

/**
 * How much trouble a benchmark takes.
 *
 * @param repeats of every measurement, after a warm-up
 * @param threads native threads
 * @param limitSeconds time for one measurement with its repeats; those that would need more are
 *     repeated less often, and growing series end before them
 */
public record Effort(int repeats, int threads, double limitSeconds) {

  /** Checks the numbers. */
  public Effort {
    if (repeats < 1) {
      throw new SpeedException("repeats = " + repeats + ", must be at least 1; 5 is usual");
    }
    if (threads < 1) {
      throw new SpeedException("threads = " + threads + ", must be at least 1; 1 is usual");
    }
    if (!(limitSeconds > 0)) {
      throw new SpeedException("limit = " + limitSeconds + " s, must be above 0; 60 is usual");
    }
  }

  /** What rates are counted by. */
  Clock clock() {
    return Clock.of(threads);
  }
}
