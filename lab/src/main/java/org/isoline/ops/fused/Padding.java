package org.isoline.ops.fused;

/** Widths that are whole tiles. */
final class Padding {
  private Padding() {}

  /** The next multiple of a tile's columns. */
  static int of(int width, Tile tile) {
    return Math.ceilDiv(width, tile.columns()) * tile.columns();
  }

  /**
   * Numbers from one row of so many channels to the next: whole tiles and a little more, lest rows
   * of a power of two share few sets of the cache.
   */
  static int stride(int width, Tile tile) {
    return of(width, tile) + Elementwise.GRAIN;
  }
}
