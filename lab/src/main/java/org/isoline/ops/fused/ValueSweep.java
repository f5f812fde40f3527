package org.isoline.ops.fused;

import java.util.List;

/**
 * A walk along one head whose rows are key channels and whose columns are value channels: o
 * forward, dv backward.
 *
 * <pre>
 * out_t = read_t S + (read_t . write_t) lanes_t   S faded by the step, not yet written to
 * S     = S + write_t^T lanes_t
 * </pre>
 */
final class ValueSweep {
  private final Tile tile;
  private final Planner planner;
  private final Sequence write;
  private final Sequence read;
  private final Sequence lanes;
  private final Sequence out;
  private final Part part;
  private final TiledState state;
  private final Steps steps;
  private final int keys;
  private final int values;
  private final float[] writes;
  private final float[] reads;
  private final float[] rows;
  private final float[] own;

  ValueSweep(
      Tile tile,
      Planner planner,
      Sequence write,
      Sequence read,
      Sequence lanes,
      Sequence out,
      Part part,
      int capacity) {
    this.tile = tile;
    this.planner = planner;
    this.write = write;
    this.read = read;
    this.lanes = lanes;
    this.out = out;
    this.part = part;
    keys = Padding.of(write.width(), tile);
    values = Padding.of(part.width(), tile);
    state = TiledState.zeros(tile, Math.ceilDiv(write.width(), Tile.ROWS), values / tile.columns());
    steps = new Steps(capacity, state.rowTiles(), values);
    writes = new float[capacity * keys];
    reads = new float[capacity * keys];
    rows = new float[capacity * values];
    own = new float[capacity];
  }

  /** The state before the first or after the last step. */
  TiledState state() {
    return state;
  }

  /** Walks. */
  void run(List<Block> blocks) {
    for (Block block : blocks) {
      pack(block);
      walk(planner.plan(block), block.count());
      unpack(block);
    }
  }

  private void pack(Block block) {
    write.read(block, 0, write.width(), writes, keys);
    read.read(block, 0, read.width(), reads, keys);
    lanes.read(block, part.from(), part.width(), rows, values);
    for (int step = 0; step < block.count(); step++) {
      own[step] = Elementwise.dot(writes, step * keys, reads, step * keys, keys);
    }
    int columns = tile.columns();
    for (int i = 0; i < state.columnTiles(); i++) {
      for (int step = 0; step < block.count(); step++) {
        int from = step * values + i * columns;
        int to = (i * steps.capacity + step) * columns;
        System.arraycopy(rows, from, steps.lanes, to, columns);
        Elementwise.scale(own[step], rows, from, steps.out, to, columns);
      }
    }
  }

  private void walk(Spans spans, int count) {
    if (spans.fading) {
      Elementwise.multiply(writes, 0, spans.rise, 0, writes, 0, count * keys);
      Elementwise.multiply(reads, 0, spans.fall, 0, reads, 0, count * keys);
    }
    steps.pack(writes, reads, keys, count);
    for (int column = 0; column < state.columnTiles(); column++) {
      for (int row = 0; row < state.rowTiles(); row++) {
        tile.walk(
            state.numbers(),
            state.at(row, column),
            steps,
            row,
            column,
            spans,
            row * Tile.ROWS,
            true);
      }
    }
  }

  private void unpack(Block block) {
    steps.unpack(rows, tile.columns(), block.count());
    out.write(block, part.from(), part.width(), rows, values);
  }
}
