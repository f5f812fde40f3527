package org.isoline.train;

import java.util.Arrays;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Rng;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;

/**
 * The rate at which this machine multiplies matrices now: what a training step could reach at best.
 *
 * <p>Measured in the same process and with the same threads as the claim that is divided by it,
 * since it halves under load.
 */
public final class GemmCeiling {
  private static final int REPEATS = 25;

  private GemmCeiling() {}

  /** FLOP/s of {@code [2048, 512] [512, 1536]} in float32: the best of 25, after one. */
  public static double measure() {
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off();
        Rng rng = Rng.seeded(0)) {
      Tensor left = rng.normal(1, DType.FLOAT32, 2048, 512);
      Tensor right = rng.normal(1, DType.FLOAT32, 512, 1536);
      seconds(left, right);
      double[] rates = new double[REPEATS];
      for (int i = 0; i < REPEATS; i++) {
        rates[i] = 2.0 * 2048 * 512 * 1536 / seconds(left, right);
      }
      return Arrays.stream(rates).max().orElseThrow();
    }
  }

  /** Of one product, whose memory is given back, so that the next does not wait for fresh pages. */
  static double seconds(Tensor left, Tensor right) {
    try (Scope scope = new Scope()) {
      long started = System.nanoTime();
      left.matmul(right);
      return (System.nanoTime() - started) * 1e-9;
    }
  }
}
