package org.isoline.evaluate.run;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import org.isoline.corpus.SplitMix64;
import org.isoline.evaluate.average.Measured;

/**
 * A mean over items, or a function of means, with its standard error.
 *
 * @param value the estimate
 * @param standardError of it, empty with fewer than two items
 * @param n items
 */
public record Estimate(double value, OptionalDouble standardError, long n) {
  /** Resamples of a bootstrap, as lm-evaluation-harness has them for perplexities. */
  private static final int RESAMPLES = 100;

  private static final long SEED = 1234;

  /**
   * The mean with the standard error {@code s / sqrt n}, s the sample standard deviation; for
   * values that are 0 or 1 this is {@code sqrt(p (1 - p) / (n - 1))}.
   *
   * @throws IllegalArgumentException without values
   */
  public static Estimate mean(double[] values) {
    requireItems(values.length);
    Measured mean = Measured.mean(values);
    return new Estimate(mean.value(), mean.standardError(), values.length);
  }

  /** The share of items that are true. */
  public static Estimate share(boolean[] items) {
    double[] values = new double[items.length];
    Arrays.setAll(values, i -> items[i] ? 1 : 0);
    return mean(values);
  }

  /**
   * A function of a ratio of sums, such as {@code exp(sum nats / sum words)}: items are drawn with
   * replacement 100 times from a fixed seed, and the standard error is the standard deviation of
   * what the draws give.
   *
   * @param numerators one an item
   * @param denominators one an item; their sum must not be 0
   */
  public static Estimate ofRatio(
      double[] numerators, double[] denominators, DoubleUnaryOperator function) {
    requireItems(numerators.length);
    int n = numerators.length;
    double value =
        function.applyAsDouble(Arrays.stream(numerators).sum() / Arrays.stream(denominators).sum());
    if (n < 2) {
      return new Estimate(value, OptionalDouble.empty(), n);
    }
    SplitMix64 random = new SplitMix64(SEED);
    double[] draws = new double[RESAMPLES];
    for (int draw = 0; draw < RESAMPLES; draw++) {
      double above = 0;
      double below = 0;
      for (int i = 0; i < n; i++) {
        int item = (int) (random.nextDouble() * n);
        above += numerators[item];
        below += denominators[item];
      }
      draws[draw] = function.applyAsDouble(above / below);
    }
    double spread = mean(draws).standardError().orElseThrow() * Math.sqrt(RESAMPLES);
    return new Estimate(value, OptionalDouble.of(spread), n);
  }

  /** The same in another unit. */
  public Estimate times(double factor) {
    OptionalDouble error =
        standardError.isPresent()
            ? OptionalDouble.of(factor * standardError.getAsDouble())
            : OptionalDouble.empty();
    return new Estimate(factor * value, error, n);
  }

  private static void requireItems(int n) {
    if (n == 0) {
      throw new IllegalArgumentException("no items, so there is nothing to take the mean of");
    }
  }
}
