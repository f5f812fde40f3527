package org.isoline.corpus;

/**
 * How a corpus is prepared. Nothing here changes a byte of the result.
 *
 * @param threads units read or encoded at the same time, 1 to 1024
 * @param unitBytes size of the parts in which sources are read: what a kill can lose on each
 *     thread; 1 KiB to 1 TiB, or 0 for a thousandth of the sources within 1 and 64 MiB. A
 *     preparation that goes on keeps the size it began with.
 */
public record PrepareSettings(int threads, long unitBytes) {
  private static final long BY_SOURCES = 0;
  private static final long USUAL_PARTS = 1000;
  private static final long USUAL_LEAST = 1L << 20;
  private static final long USUAL_MOST = 64L << 20;
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
    if (unitBytes != BY_SOURCES && (unitBytes < SMALLEST_UNIT || unitBytes > LARGEST_UNIT)) {
      throw new CorpusException(
          "unitBytes: %d; legal: %d to %d, or 0 for a size by that of the sources"
              .formatted(unitBytes, SMALLEST_UNIT, LARGEST_UNIT));
    }
  }

  /** Units of the usual size, one thread for each processor. */
  public static PrepareSettings usual() {
    return withThreads(Runtime.getRuntime().availableProcessors());
  }

  /** Units of the usual size. */
  public static PrepareSettings withThreads(int threads) {
    return new PrepareSettings(threads, BY_SOURCES);
  }

  /** Size of units for sources of so many bytes. */
  long unitBytes(long sourceBytes) {
    return unitBytes == BY_SOURCES
        ? Math.clamp(sourceBytes / USUAL_PARTS, USUAL_LEAST, USUAL_MOST)
        : unitBytes;
  }
}
