package org.isoline.ops.fused;

import java.util.Arrays;

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

  private final int rowTiles;
  private final int columnTiles;
  private final int columns;

  Steps(Tile tile, TiledState state, int capacity) {
    this.capacity = capacity;
    rowTiles = state.rowTiles();
    columnTiles = state.columnTiles();
    columns = tile.columns();
    coefficients = new float[rowTiles * capacity * 2 * Tile.ROWS];
    lanes = new float[columnTiles * capacity * columns];
    out = new float[columnTiles * capacity * columns];
  }

  /** Nothing has been read at the first {@code count} steps. */
  void clear(int count) {
    for (int tile = 0; tile < columnTiles; tile++) {
      int from = tile * capacity * columns;
      Arrays.fill(out, from, from + count * columns, 0);
    }
  }

  /** Lays out the factors of the first {@code count} steps, given row after row. */
  void pack(float[] write, float[] read, int stride, int count) {
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
  void unpack(float[] rows, int stride, int count) {
    for (int tile = 0; tile < columnTiles; tile++) {
      for (int t = 0; t < count; t++) {
        int from = (tile * capacity + t) * columns;
        System.arraycopy(out, from, rows, t * stride + tile * columns, columns);
      }
    }
  }
}
