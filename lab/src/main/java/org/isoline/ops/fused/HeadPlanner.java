package org.isoline.ops.fused;

import java.util.Arrays;

/** One decay for a whole head: tables made once and again for blocks of another length. */
final class HeadPlanner implements Planner {
  private final double logDecay;
  private final long tokens;
  private final int channels;
  private final int longest;
  private final Spans spans;
  private int planned;
  private boolean plannedFirstDecay;

  HeadPlanner(double logDecay, long tokens, int capacity, int channels) {
    this.logDecay = logDecay;
    this.tokens = tokens;
    this.channels = channels;
    longest =
        logDecay == 0
            ? capacity
            : (int) Math.clamp(1 + Math.log(Spans.LEAST) / logDecay, 1, capacity);
    spans = new Spans(capacity, channels);
    spans.fading = logDecay != 0;
  }

  @Override
  public Spans plan(Block block) {
    boolean firstDecay = !block.backward() || block.first() + block.count() < tokens;
    if (planned != block.count() || plannedFirstDecay != firstDecay) {
      planned = block.count();
      plannedFirstDecay = firstDecay;
      tabulate(firstDecay ? 1 : 0);
    }
    return spans;
  }

  private void tabulate(int decaysBefore) {
    spans.count = 0;
    double drift = 1;
    int last = -decaysBefore;
    for (int start = 0; start < planned; start += longest) {
      drift = open(start, start - last, drift);
      last = start;
      for (int step = start; step < Math.min(start + longest, planned); step++) {
        double left = Math.exp(logDecay * (step - start));
        fill(spans.fall, step, left);
        fill(spans.rise, step, 1 / left);
      }
    }
    open(planned, planned - 1 - last, drift);
    spans.starts[spans.count] = planned;
  }

  /**
   * Each fade makes up for the rounding of those before it: over a long sequence what is lost in a
   * block would be lost in each.
   *
   * @param drift product of the fades so far over what it should be
   */
  private double open(int step, int decays, double drift) {
    double exact = Math.exp(logDecay * decays);
    float fade = (float) (exact / drift);
    fill(spans.fades, spans.count, fade);
    spans.starts[spans.count++] = step;
    return fade == 0 ? 1 : drift * (fade / exact);
  }

  private void fill(float[] table, int row, double number) {
    Arrays.fill(table, row * channels, (row + 1) * channels, (float) number);
  }

  @Override
  public float[] first() {
    float[] first = new float[channels];
    Arrays.fill(first, (float) Math.exp(logDecay));
    return first;
  }
}
