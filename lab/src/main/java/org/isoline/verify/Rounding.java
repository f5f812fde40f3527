package org.isoline.verify;

import org.isoline.model.ModelConfig;
import org.isoline.model.Shape;
import org.isoline.tensor.DType;

/**
 * How far two ways to the same logits may be apart.
 *
 * <p>Every block adds two terms to the residual stream, each at the end of sums over {@code n}
 * numbers, n the largest of the inner extents and the number of tokens. Sums in another order
 * differ by about {@code u sqrt(n)} of their size (random signs; Higham and Mary 2019), u the unit
 * of rounding, and 2 l + 1 such differences add up at random, so logits are expected to differ by
 *
 * <pre>u sqrt(n (2 l + 1))</pre>
 *
 * of the largest one, times a factor for what cancels inside: norms after sums of mixed signs,
 * products of three factors. Measured on models of 2 x 32 and 4 x 96 of the four architectures,
 * that factor is at most 4 with random weights, 13 after 400 steps of training at 6e-3 (TNL) and 21
 * with all matrices tripled (LLaMA); it is the same in both types. Eight times the weights of LLaMA
 * make 160: its softmax saturates, and such a model does amplify rounding.
 *
 * <p>The tolerance is a few times the largest factor of a healthy model: 1e-4 in float32 and 2e-13
 * in float64 at 2 x 32. It holds for batches and padding too, although these differ by nothing
 * here: another matrix library may sum in another order in another shape, and a leak of a
 * neighbour's tokens is larger by orders of magnitude.
 */
final class Rounding {
  /** Units of the expected difference that pass. */
  static final double FACTOR = 64;

  private Rounding() {}

  /** Largest difference of logits that passes, of the largest logit. */
  static double logits(ModelConfig config, long tokens, DType dtype) {
    return FACTOR * expected(config, tokens, dtype);
  }

  /**
   * Largest difference of mean losses that passes, in nats: a token's loss changes by at most twice
   * what its logits change by, and the mean of T independent changes by {@code sqrt(T)} less.
   *
   * @param largest logit
   */
  static double loss(ModelConfig config, long tokens, DType dtype, double largest) {
    return 2 * logits(config, tokens, dtype) * Math.max(1, largest) / Math.sqrt(tokens);
  }

  static double expected(ModelConfig config, long tokens, DType dtype) {
    Shape shape = config.shape();
    long n =
        Math.max(Math.max(shape.width(), shape.gluDim()), Math.max(shape.mixerWidth(), tokens));
    return unit(dtype) * Math.sqrt((double) n * (2 * shape.layers() + 1));
  }

  /** Unit of rounding: half the distance from 1 to the next number. */
  static double unit(DType dtype) {
    return dtype == DType.FLOAT64 ? 0x1p-53 : 0x1p-24;
  }
}
