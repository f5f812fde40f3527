package org.isoline.ops.fused;

/** A block of steps in the order in which tiles read it, so that each walks through memory once. */
final class Steps {
  /** Steps of the longest block. */
  final int capacity;

  /** For each tile of rows and each step the factors that write, then those that read. */
  final float[] coefficients;

  /** For each tile of columns and each step what is written. */
  final float[] lanes;

  /** For each tile of columns and each step what is read. */
  final float[] out;

  Steps(int capacity, int rowTiles, int columns) {
    this.capacity = capacity;
    coefficients = new float[rowTiles * capacity * 2 * Tile.ROWS];
    lanes = new float[capacity * columns];
    out = new float[capacity * columns];
  }

  /** Lays out the factors of the first {@code count} steps, given row after row. */
  void pack(float[] write, float[] read, int stride, int count) {
    int rowTiles = coefficients.length / (capacity * 2 * Tile.ROWS);
    for (int tile = 0; tile < rowTiles; tile++) {
      for (int t = 0; t < count; t++) {
        Elementwise.interleave(
            write,
            read,
            t * stride + tile * Tile.ROWS,
            coefficients,
            (tile * capacity + t) * 2 * Tile.ROWS);
      }
    }
  }

  /** Copies what was read at the first {@code count} steps, row after row. */
  void unpack(float[] rows, int tileColumns, int count) {
    int stride = out.length / capacity;
    for (int tile = 0; tile < stride / tileColumns; tile++) {
      for (int t = 0; t < count; t++) {
        System.arraycopy(
            out,
            (tile * capacity + t) * tileColumns,
            rows,
            t * stride + tile * tileColumns,
            tileColumns);
      }
    }
  }
}
