package org.isoline.corpus;

/**
 * How a corpus is prepared. Nothing here changes a byte of the result.
 *
 * @param threads units read or encoded at the same time, 1 to 1024
 * @param unitBytes size of the parts in which sources are read: what a kill can lose on each
 *     thread; 1 KiB to 1 TiB. A preparation that goes on keeps the size it began with.
 */
public record PrepareSettings(int threads, long unitBytes) {
  private static final long USUAL_UNIT = 64L << 20;
  private static final long SMALLEST_UNIT = 1L << 10;
  private static final long LARGEST_UNIT = 1L << 40;
  private static final int MOST_THREADS = 1024;

  /**
   * Checks both.
   *
   * @throws CorpusException if one is out of range
   */
  public PrepareSettings {
    if (threads < 1 || threads > MOST_THREADS) {
      throw new CorpusException(
          "threads: %d; legal: 1 to %d; one for each processor is usual"
              .formatted(threads, MOST_THREADS));
    }
    if (unitBytes < SMALLEST_UNIT || unitBytes > LARGEST_UNIT) {
      throw new CorpusException(
          "unitBytes: %d; legal: %d to %d; %d is usual"
              .formatted(unitBytes, SMALLEST_UNIT, LARGEST_UNIT, USUAL_UNIT));
    }
  }

  /** Units of 64 MiB, one thread for each processor. */
  public static PrepareSettings usual() {
    return withThreads(Runtime.getRuntime().availableProcessors());
  }

  /** Units of 64 MiB. */
  public static PrepareSettings withThreads(int threads) {
    return new PrepareSettings(threads, USUAL_UNIT);
  }
}
