package org.isoline.model;

import java.util.stream.IntStream;

/**
 * Constant decays of TransNormerLLM as in every released model.
 *
 * <p>{@code ln lambda_{h,l} = -s_h phi_l} with ALiBi slopes s (arXiv 2108.12409): {@code s_h =
 * 2^(-8(h+1)/H)} for H a power of two; otherwise the slopes of the largest power of two p below H,
 * then every second slope of 2p heads. {@code phi_l = 1 - l/(L-1) + 1e-5}, so the last layer hardly
 * forgets. The paper (2307.14995, eq. 2) prints another formula, which was not trained.
 */
final class Slopes {
  private Slopes() {}

  /** Decay logarithms of one layer, one per head, all below 0. */
  static double[] logDecay(int heads, int layer, int layers) {
    double depth = layers == 1 ? 1 : 1 - layer / (layers - 1.0) + 1e-5;
    return IntStream.range(0, heads).mapToDouble(h -> -slope(h, heads) * depth).toArray();
  }

  /** ALiBi slope of head h. */
  static double slope(int h, int heads) {
    int power = Integer.highestOneBit(heads);
    return h < power
        ? Math.pow(2, -8.0 * (h + 1) / power)
        : Math.pow(2, -8.0 * (2 * (h - power) + 1) / (2.0 * power));
  }
}
