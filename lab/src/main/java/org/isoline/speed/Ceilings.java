package org.isoline.speed;

import java.util.OptionalDouble;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Rng;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * The rate of {@code [2048, 512] [512, 1536]} at one moment, in FLOP/s.
 *
 * @param fp32 in float32
 * @param bf16 in bfloat16, where the benchmark uses it
 */
public record Ceilings(double fp32, OptionalDouble bf16) {
  private static final int REPEATS = 9;
  private static final long ROWS = 2048;
  private static final long IN = 512;
  private static final long OUT = 1536;

  static Ceilings measure(Clock clock, boolean bf16) {
    return new Ceilings(
        rate(DType.FLOAT32, clock),
        bf16 ? OptionalDouble.of(rate(DType.BFLOAT16, clock)) : OptionalDouble.empty());
  }

  private static double rate(DType dtype, Clock clock) {
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off();
        Rng rng = Rng.seeded(0)) {
      Tensor x = rng.normal(1, DType.FLOAT32, ROWS, IN).to(dtype);
      Tensor weight = rng.normal(1, DType.FLOAT32, OUT, IN).to(dtype);
      Effort effort = new Effort(REPEATS, 1, Double.MAX_VALUE);
      Timing timing = Timing.of(effort, () -> inScope(() -> Tensors.linear(x, weight)));
      return 2.0 * ROWS * IN * OUT / timing.median(clock);
    }
  }

  static void inScope(Runnable work) {
    try (Scope scope = new Scope()) {
      work.run();
    }
  }

  /** The rate that a step in this type is held against. */
  double of(Products products) {
    return products == Products.BF16 ? bf16.orElseThrow() : fp32;
  }

  /** Half-way between two moments. */
  Ceilings mean(Ceilings other) {
    return new Ceilings(
        (fp32 + other.fp32) / 2,
        bf16.isPresent() && other.bf16.isPresent()
            ? OptionalDouble.of((bf16.getAsDouble() + other.bf16.getAsDouble()) / 2)
            : OptionalDouble.empty());
  }
}
