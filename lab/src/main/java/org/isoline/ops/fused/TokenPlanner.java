package org.isoline.ops.fused;

import java.util.Arrays;

/** Decays that differ from token to token and channel to channel. */
final class TokenPlanner implements Planner {
  private final Sequence decays;
  private final long tokens;
  private final Spans spans;
  private final int channels;
  private final float[] factors;

  TokenPlanner(Sequence decays, long tokens, int capacity, int channels) {
    this.decays = decays;
    this.tokens = tokens;
    this.channels = channels;
    spans = new Spans(capacity, channels);
    factors = new float[capacity * channels];
    Arrays.fill(factors, 1);
  }

  @Override
  public Spans plan(Block block) {
    read(block);
    float[] fall = spans.fall;
    spans.count = 0;
    open(0, factors, 0);
    for (int step = 1; step < block.count(); step++) {
      int row = step * channels;
      float least = Elementwise.product(fall, row - channels, factors, row, fall, row, channels);
      if (!(least >= Spans.LEAST)) {
        open(step, fall, row);
      }
    }
    System.arraycopy(
        fall, (block.count() - 1) * channels, spans.fades, spans.count * channels, channels);
    spans.starts[spans.count++] = block.count();
    spans.starts[spans.count] = block.count();
    Elementwise.reciprocal(fall, spans.rise, 0, block.count() * channels);
    return spans;
  }

  private void open(int step, float[] fade, int at) {
    System.arraycopy(fade, at, spans.fades, spans.count * channels, channels);
    spans.starts[spans.count++] = step;
    Arrays.fill(spans.fall, step * channels, (step + 1) * channels, 1);
  }

  private void read(Block block) {
    for (int step = 0; step < block.count(); step++) {
      long token = block.token(step) + (block.backward() ? 1 : 0);
      if (token < tokens) {
        decays.read(token, 0, decays.width(), factors, step * channels);
      } else {
        Arrays.fill(factors, step * channels, (step + 1) * channels, 1);
      }
    }
  }

  @Override
  public float[] first() {
    float[] first = new float[channels];
    decays.read(0, 0, decays.width(), first, 0);
    return first;
  }
}
