package org.isoline.ops.fused;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The state of a sweep, tile after tile down each column of tiles; padding is zero. */
final class TiledState {
  private final int columns;
  private final int rowTiles;
  private final int columnTiles;
  private final float[] numbers;

  private TiledState(int columns, int rowTiles, int columnTiles, float[] numbers) {
    this.columns = columns;
    this.rowTiles = rowTiles;
    this.columnTiles = columnTiles;
    this.numbers = numbers;
  }

  /** Zeros. */
  static TiledState zeros(Tile tile, int rows, int width) {
    int columns = tile.columns();
    int rowTiles = Math.ceilDiv(rows, Tile.ROWS);
    int columnTiles = Math.ceilDiv(width, columns);
    return new TiledState(
        columns, rowTiles, columnTiles, new float[rowTiles * columnTiles * Tile.ROWS * columns]);
  }

  /** As it is now. */
  TiledState copy() {
    return new TiledState(columns, rowTiles, columnTiles, numbers.clone());
  }

  int rowTiles() {
    return rowTiles;
  }

  int columnTiles() {
    return columnTiles;
  }

  float[] numbers() {
    return numbers;
  }

  /** Where a tile begins. */
  int at(int rowTile, int columnTile) {
    return (columnTile * rowTiles + rowTile) * Tile.ROWS * columns;
  }

  private int at(int row, int columnTile, int column) {
    return at(row / Tile.ROWS, columnTile) + row % Tile.ROWS * columns + column;
  }

  /**
   * Copies from a matrix in native memory.
   *
   * @param base its first element
   * @param rowStride elements from row to row
   * @param columnStride elements from column to column
   */
  void load(
      MemorySegment matrix, long base, int rows, int width, long rowStride, long columnStride) {
    for (int row = 0; row < rows; row++) {
      for (int tile = 0; tile < columnTiles; tile++) {
        int from = tile * columns;
        int n = Math.min(columns, width - from);
        int to = at(row, tile, 0);
        long source = base + row * rowStride + from * columnStride;
        if (columnStride == 1) {
          MemorySegment.copy(matrix, ValueLayout.JAVA_FLOAT, source * Float.BYTES, numbers, to, n);
        } else {
          for (int i = 0; i < n; i++) {
            numbers[to + i] = matrix.getAtIndex(ValueLayout.JAVA_FLOAT, source + i * columnStride);
          }
        }
      }
    }
  }

  /** Copies to a matrix in native memory, row after row. */
  void store(MemorySegment matrix, long base, int rows, int width, long rowStride) {
    for (int row = 0; row < rows; row++) {
      for (int tile = 0; tile < columnTiles; tile++) {
        int from = tile * columns;
        MemorySegment.copy(
            numbers,
            at(row, tile, 0),
            matrix,
            ValueLayout.JAVA_FLOAT,
            (base + row * rowStride + from) * Float.BYTES,
            Math.min(columns, width - from));
      }
    }
  }

  /** Multiplies each row by its factor. */
  void multiplyRows(float[] factors) {
    for (int row = 0; row < rowTiles * Tile.ROWS; row++) {
      for (int tile = 0; tile < columnTiles; tile++) {
        int at = at(row, tile, 0);
        Elementwise.scale(factors[row], numbers, at, numbers, at, columns);
      }
    }
  }

  /** Adds for each column the sum over rows of the products with another state. */
  void addColumnSums(TiledState other, float[] sums) {
    for (int tile = 0; tile < columnTiles; tile++) {
      for (int row = 0; row < rowTiles * Tile.ROWS; row++) {
        int at = at(row, tile, 0);
        Elementwise.addProduct(numbers, at, other.numbers, at, sums, tile * columns, columns);
      }
    }
  }
}
