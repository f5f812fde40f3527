package org.isoline.ops.fused;

/**
 * How the channels of a head fade within a block.
 *
 * <p>Spans are as long as no channel loses more than {@link #LEAST}. Inside a span the state is
 * kept as it would be without fading since the span's first step: what is written is divided by how
 * much the channel has faded so far ({@link #rise}), what is read is multiplied by it ({@link
 * #fall}). The state itself is multiplied once per span. The last span has no steps and brings the
 * state up to date.
 */
final class Spans {
  /** e^-40: its inverse leaves room for numbers up to 1e21 in FLOAT32. */
  static final float LEAST = 4e-18f;

  /** Channels with padding: numbers in a row of the tables. */
  final int channels;

  /** Spans, the last one without steps. */
  int count;

  /** First step of each span, and after the last the number of steps. */
  final int[] starts;

  /** For each span and channel the factor of the state before it. */
  final float[] fades;

  /** For each step and channel how much is left since the first step of its span, that included. */
  final float[] fall;

  /** The inverse of {@link #fall}. */
  final float[] rise;

  /** Whether anything fades inside a span; if not, fall and rise are ones. */
  boolean fading = true;

  Spans(int capacity, int channels) {
    this.channels = channels;
    starts = new int[capacity + 2];
    fades = new float[(capacity + 1) * channels];
    fall = new float[capacity * channels];
    rise = new float[capacity * channels];
  }
}
