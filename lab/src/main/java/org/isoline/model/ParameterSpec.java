package org.isoline.model;

import java.util.Arrays;
import java.util.List;

/**
 * One trainable tensor before it exists.
 *
 * @param name as in a checkpoint
 * @param shape extents
 * @param group what it is for; scaling-law conventions differ in which groups they count
 * @param initial how it starts
 * @param decayed whether weight decay applies: matrices and embeddings yes; norms, angles, bounds
 *     and time constants no
 */
public record ParameterSpec(
    String name, List<Long> shape, Group group, Initial initial, boolean decayed) {

  /** What parameters are for. */
  public enum Group {
    /** Token embedding. */
    EMBEDDING,
    /** Output head, where it is not tied to the embedding. */
    HEAD,
    /** Token mixer, its gate and its output norm. */
    TOKEN_MIXER,
    /** Gated linear unit. */
    CHANNEL_MIXER,
    /** Norms before mixers and at the end. */
    NORM,
    /** Position codes: cosine angles, Toeplitz encoding. */
    POSITION
  }

  /** How a tensor starts. */
  public sealed interface Initial {
    /** Uniform in [-bound, bound]. */
    record Uniform(double bound) implements Initial {}

    /** Normal with mean 0. */
    record Normal(double deviation) implements Initial {}

    /** One number everywhere. */
    record Constant(double value) implements Initial {}

    /** Given numbers, row-major. */
    record Numbers(List<Double> values) implements Initial {}
  }

  static ParameterSpec of(
      String name, Group group, Initial initial, boolean decayed, long... shape) {
    return new ParameterSpec(name, Arrays.stream(shape).boxed().toList(), group, initial, decayed);
  }

  /** Number of elements. */
  public long elements() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** Extents as an array. */
  public long[] extents() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
