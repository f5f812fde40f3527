package org.isoline.ops.fused;

import java.util.ArrayList;
import java.util.List;

/**
 * The columns of the state that one thread takes. No column depends on another.
 *
 * @param from first column, also the first of a tile
 * @param width columns without padding
 */
record Part(int from, int width) {
  /** Cuts columns into as many parts as there are tiles of them, but no more than asked for. */
  static List<Part> split(int width, int tileColumns, long parts) {
    int tiles = Math.ceilDiv(width, tileColumns);
    int most = (int) Math.min(parts, tiles);
    List<Part> split = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      int from = tiles * i / most * tileColumns;
      int to = Math.min(width, tiles * (i + 1) / most * tileColumns);
      split.add(new Part(from, to - from));
    }
    return split;
  }
}
