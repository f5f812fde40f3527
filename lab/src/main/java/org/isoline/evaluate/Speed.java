package org.isoline.evaluate;

/**
 * Tokens read in some time.
 *
 * @param tokens at least 0
 * @param seconds at least 0
 */
public record Speed(long tokens, double seconds) {
  /** Nothing yet. */
  static final Speed NONE = new Speed(0, 0);

  Speed plus(long more, long nanoseconds) {
    return new Speed(tokens + more, seconds + nanoseconds * 1e-9);
  }

  /** Tokens per second; 0 if none were read. */
  public double perSecond() {
    return tokens == 0 || seconds == 0 ? 0 : tokens / seconds;
  }
}
