package org.isoline.evaluate.fetch;

import java.time.Duration;

/**
 * How long to wait for a server.
 *
 * @param connecting for a connection
 * @param answering for the head of an answer
 * @param silence between two pieces of its body
 * @param tries how often in a row without progress; at least 1
 * @param pause before the second try, doubled before each further one
 */
public record Patience(
    Duration connecting, Duration answering, Duration silence, int tries, Duration pause) {
  private static final int USUAL_TRIES = 6;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  /** Six tries, 1 to 16 seconds apart; a minute for an answer and for silence. */
  public static Patience usual() {
    return new Patience(
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofSeconds(60),
        USUAL_TRIES,
        Duration.ofSeconds(1));
  }

  /** The same waits, but one try. */
  Patience once() {
    return new Patience(connecting, answering, silence, 1, pause);
  }

  /**
   * The pause after some failures in a row.
   *
   * @param failures at least 1
   * @param asked what the server asked for; at most a minute is granted
   */
  Duration pause(int failures, Duration asked) {
    Duration own = pause.multipliedBy(1L << Math.min(failures - 1, 16));
    Duration longer = own.compareTo(asked) >= 0 ? own : asked;
    return longer.compareTo(LONGEST_PAUSE) <= 0 ? longer : LONGEST_PAUSE;
  }
}
