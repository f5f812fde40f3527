package org.isoline.speed;

/** What seconds are counted by. */
public enum Clock {
  /** Processor time of the thread that measures: for one native thread. */
  CPU,
  /** Time of day: for several native threads. */
  WALL;

  static Clock of(int threads) {
    return threads == 1 ? CPU : WALL;
  }
}
