package org.isoline.ops.fused;

/**
 * The routine that everything else serves: a tile of the state, {@link #ROWS} x {@link #columns()},
 * stays in registers while a block of steps passes by.
 *
 * <p>One class per width of registers, alike but for the width: C2 keeps vectors in registers only
 * if their species is a constant of the class. Nor may helpers stand between the method and the
 * Vector API: in so large a method C2 does not inline them, and boxes every vector.
 */
interface Tile {
  /** Rows of a tile. */
  int ROWS = 4;

  /** Columns of a tile: two registers. */
  int columns();

  /**
   * Lets a tile fade, read and write, step after step.
   *
   * <p>Before each span s it becomes {@code s * fade}, element by element; at each step t of the
   * span {@code out_t += read_t s}, then {@code s += write_t^T lanes_t}.
   *
   * @param state holds the tile, row after row
   * @param at where in {@code state}
   * @param steps the block of steps
   * @param rowTile which rows of the state the tile has
   * @param columnTile which columns of the block it has
   * @param spans how the state fades
   * @param fade where the factors of the first span begin: those of the tile's rows if {@code
   *     byRow}, else those of its columns
   * @param byRow whether a factor belongs to a row or to a column
   */
  void walk(
      float[] state,
      int at,
      Steps steps,
      int rowTile,
      int columnTile,
      Spans spans,
      int fade,
      boolean byRow);

  /** The tile for the widest registers of this machine. */
  static Tile preferred() {
    return Elementwise.preferredBits() >= 512 ? new Tile512() : new Tile256();
  }
}
