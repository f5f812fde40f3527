package org.isoline.model;

import java.util.Arrays;
import java.util.List;

/**
 * One tensor of a model before it exists.
 *
 * @param name as in a checkpoint
 * @param shape extents
 * @param group what it is for; scaling-law conventions differ in which groups they count
 * @param initial how it starts
 * @param training how it is trained
 */
public record ParameterSpec(
    String name, List<Long> shape, Group group, Initial initial, Training training) {

  /** How a tensor is trained. */
  public enum Training {
    /** With weight decay: matrices and embeddings. */
    DECAYED,
    /** Without weight decay: norms, angles, bounds and time constants. */
    UNDECAYED,
    /** Not at all: constants that belong to a checkpoint. They are no parameters. */
    FROZEN
  }

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
      String name, Group group, Initial initial, Training training, long... shape) {
    return new ParameterSpec(name, Arrays.stream(shape).boxed().toList(), group, initial, training);
  }

  /** The same tensor, trained in another way. */
  public ParameterSpec withTraining(Training other) {
    return new ParameterSpec(name, shape, group, initial, other);
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
