package org.isoline.ops.fused;

/** Widths that are whole tiles. */
final class Padding {
  private Padding() {}

  /** The next multiple of a tile's columns. */
  static int of(int width, Tile tile) {
    return Math.ceilDiv(width, tile.columns()) * tile.columns();
  }
}
