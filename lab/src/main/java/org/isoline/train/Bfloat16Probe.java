package org.isoline.train;

import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Rng;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;

/**
 * Whether this machine multiplies bfloat16 matrices faster than float32 ones, found by doing it:
 * names of instruction sets do not say so. Takes about 20 ms.
 *
 * @param ratio rate in bfloat16 over rate in float32
 */
public record Bfloat16Probe(double ratio) {
  /** Below this, casting costs what the products gain. */
  public static final double WORTHWHILE = 1.3;

  private static final int ROWS = 512;
  private static final int REPEATS = 5;

  /** Measures {@code [512, 512] [512, 1536]}, the best of five in each type, after one. */
  public static Bfloat16Probe run() {
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off();
        Rng rng = Rng.seeded(0)) {
      Tensor left = rng.normal(1, DType.FLOAT32, ROWS, 512);
      Tensor right = rng.normal(1, DType.FLOAT32, 512, 1536);
      double full = best(left, right);
      double half = best(left.to(DType.BFLOAT16), right.to(DType.BFLOAT16));
      return new Bfloat16Probe(full / half);
    }
  }

  private static double best(Tensor left, Tensor right) {
    GemmCeiling.seconds(left, right);
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < REPEATS; i++) {
      best = Math.min(best, GemmCeiling.seconds(left, right));
    }
    return best;
  }

  /** Whether bfloat16 is at least 1.3 times as fast. */
  public boolean pays() {
    return ratio >= WORTHWHILE;
  }
}
