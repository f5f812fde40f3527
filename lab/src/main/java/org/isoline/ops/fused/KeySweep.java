package org.isoline.ops.fused;

/**
 * A walk along one head whose rows are value channels and whose columns are key channels, with the
 * state transposed: dq forward, dk backward.
 *
 * <pre>
 * out_t = read_t S + (read_t . write_t) lanes_t   S faded by the step, not yet written to
 * S     = S + write_t^T lanes_t
 * </pre>
 */
final class KeySweep {
  /** Sees what a sweep has made of a block. */
  interface Observer {
    /** Before the steps of a block: the state as the last block left it. */
    void before(Block block, TiledState state, Spans spans);

    /** After the steps: what was read from before each token, without the token itself. */
    void after(Block block, TiledState state, float[] others, int stride);
  }

  /** Looks away. */
  static final Observer NOBODY =
      new Observer() {
        @Override
        public void before(Block block, TiledState state, Spans spans) {}

        @Override
        public void after(Block block, TiledState state, float[] others, int stride) {}
      };

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
  private final float[] others;
  private final float[] own;

  KeySweep(
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
    keys = Padding.stride(part.width(), tile);
    values = Padding.stride(write.width(), tile);
    state = TiledState.zeros(tile, write.width(), part.width());
    steps = new Steps(tile, state, capacity);
    writes = new float[capacity * values];
    reads = new float[capacity * values];
    rows = new float[capacity * keys];
    others = new float[capacity * keys];
    own = new float[capacity];
  }

  /** The state before the first or after the last step, transposed. */
  TiledState state() {
    return state;
  }

  /** Walks along the next block. */
  void step(Block block, Spans spans, Observer observer) {
    observer.before(block, state, spans);
    pack(block, spans);
    walk(spans);
    unpack(block, spans);
    observer.after(block, state, others, keys);
    for (int step = 0; step < block.count(); step++) {
      Elementwise.addScaled(own[step], rows, step * keys, others, step * keys, keys);
    }
    out.write(block, part.from(), part.width(), others, keys);
  }

  private void pack(Block block, Spans spans) {
    write.read(block, 0, write.width(), writes, values);
    read.read(block, 0, read.width(), reads, values);
    lanes.read(block, part.from(), part.width(), rows, keys);
    steps.pack(writes, reads, values, block.count());
    for (int step = 0; step < block.count(); step++) {
      own[step] = Elementwise.dot(writes, step * values, reads, step * values, values);
    }
    int columns = tile.columns();
    steps.clear(block.count());
    for (int i = 0; i < state.columnTiles(); i++) {
      for (int step = 0; step < block.count(); step++) {
        int to = (i * steps.capacity + step) * columns;
        int from = i * columns;
        Elementwise.multiply(
            rows,
            step * keys + from,
            spans.rise,
            step * spans.channels + part.from() + from,
            steps.lanes,
            to,
            columns);
      }
    }
  }

  private void walk(Spans spans) {
    for (int column = 0; column < state.columnTiles(); column++) {
      for (int row = 0; row < state.rowTiles(); row++) {
        tile.walk(
            state.numbers(),
            state.at(row, column),
            steps,
            row,
            column,
            spans,
            part.from() + column * tile.columns(),
            false);
      }
    }
  }

  private void unpack(Block block, Spans spans) {
    steps.unpack(others, keys, block.count());
    if (spans.fading) {
      for (int step = 0; step < block.count(); step++) {
        Elementwise.multiply(
            others,
            step * keys,
            spans.fall,
            step * spans.channels + part.from(),
            others,
            step * keys,
            keys);
      }
    }
  }
}
