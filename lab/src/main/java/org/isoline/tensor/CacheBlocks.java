package org.isoline.tensor;

/**
 * Pieces of a long row-by-row computation that stay in a core's own cache.
 *
 * <p>An elementwise formula of five operations reads and writes its operands five times over. On
 * tensors of tens of megabytes each time comes from main memory, at a fraction of the speed of the
 * arithmetic; a megabyte at a time, all but the first come from cache. The results are the same to
 * the bit. Devices other than the CPU take everything at once: there a launch costs more.
 */
public final class CacheBlocks {
  /** Half of the second-level cache of a present-day core. */
  private static final long BYTES = 1 << 19;

  private CacheBlocks() {}

  /** What is done to rows {@code start} to {@code start + length - 1}. */
  @FunctionalInterface
  public interface Piece {
    /** Called in ascending order with a scope open; {@code length} is at least 1. */
    void rows(long start, long length);
  }

  /**
   * Does all rows piece by piece.
   *
   * @param rows how many there are, at least 0
   * @param rowBytes bytes that one row of all operands takes together
   * @param device where the operands are
   */
  public static void forEach(long rows, long rowBytes, Device device, Piece piece) {
    long most =
        device.equals(Device.CPU) ? Math.max(1, BYTES / Math.max(1, rowBytes)) : Math.max(1, rows);
    for (long start = 0; start < rows; start += most) {
      try (Scope scope = new Scope()) {
        piece.rows(start, Math.min(most, rows - start));
      }
    }
  }
}
