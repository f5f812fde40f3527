package org.isoline.ops.fused;

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
      Sequence write,
      Sequence read,
      Sequence lanes,
      Sequence out,
      Part part,
      int capacity) {
    this.tile = tile;
    this.write = write;
    this.read = read;
    this.lanes = lanes;
    this.out = out;
    this.part = part;
    keys = Padding.stride(write.width(), tile);
    values = Padding.stride(part.width(), tile);
    state = TiledState.zeros(tile, write.width(), part.width());
    steps = new Steps(tile, state, capacity);
    writes = new float[capacity * keys];
    reads = new float[capacity * keys];
    rows = new float[capacity * values];
    own = new float[capacity];
  }

  /** The state before the first or after the last step. */
  TiledState state() {
    return state;
  }

  /** Walks along the next block. */
  void step(Block block, Spans spans) {
    pack(block);
    walk(spans, block.count());
    unpack(block);
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
        Elementwise.copyAndScale(rows, from, own[step], steps.lanes, steps.out, to, columns);
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
    steps.unpack(rows, values, block.count());
    out.write(block, part.from(), part.width(), rows, values);
  }
}
