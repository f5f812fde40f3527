package org.isoline.ops;

import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * The states before, between and after the chunks of a segment, or their gradients.
 *
 * @param segment the segment
 * @param states {@code [chunks + 1, B, H, K, V]}
 */
public record Boundaries(Segment segment, Tensor states) {
  /** Room for the boundaries of a segment. */
  public static Boundaries empty(MixerShape shape, Segment segment) {
    return new Boundaries(
        segment,
        Tensors.empty(
            shape.dtype(),
            shape.device(),
            segment.chunks() + 1,
            shape.batch(),
            shape.heads(),
            shape.keys(),
            shape.values()));
  }

  /** The state before chunk {@code i}, or after the last, {@code [B, H, K, V]}; a view. */
  public Tensor at(long i) {
    return states.select(0, i);
  }

  /** The state before the first chunk. */
  public Tensor first() {
    return at(0);
  }

  /** The state after the last chunk. */
  public Tensor last() {
    return at(segment.chunks());
  }

  /** For each chunk the state before it, {@code [chunks * B * H, K, V]}; a view. */
  public Tensor starts() {
    return perChunk(0);
  }

  /** For each chunk the state after it, {@code [chunks * B * H, K, V]}; a view. */
  public Tensor ends() {
    return perChunk(1);
  }

  private Tensor perChunk(long from) {
    return states.narrow(0, from, segment.chunks()).reshape(-1, states.size(3), states.size(4));
  }
}
