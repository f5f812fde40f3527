package org.isoline.evaluate.run;

import java.util.OptionalDouble;

/**
 * A number that a task gives, with what is needed to judge it.
 *
 * @param name such as {@code acc}, {@code acc_norm}, {@code word_perplexity}
 * @param value in the unit of the metric: shares in [0, 1], losses in nats
 * @param standardError of the value over items; empty if there is no more than one
 * @param n items it is the mean of
 * @param chance what guessing gives, where that is known
 * @param higherIsBetter whether a larger value is a better one
 */
public record Measurement(
    String name,
    double value,
    OptionalDouble standardError,
    long n,
    OptionalDouble chance,
    boolean higherIsBetter) {
  /** Standard errors to either side of a 95 % interval of a normal distribution. */
  public static final double Z95 = 1.959963984540054;

  /** A metric that no guess is known for. */
  public static Measurement of(String name, Estimate estimate, boolean higherIsBetter) {
    return of(name, estimate, OptionalDouble.empty(), higherIsBetter);
  }

  /** A metric with the value of guessing. */
  public static Measurement of(
      String name, Estimate estimate, OptionalDouble chance, boolean higherIsBetter) {
    return new Measurement(
        name, estimate.value(), estimate.standardError(), estimate.n(), chance, higherIsBetter);
  }

  /**
   * Whether guessing is within the 95 % interval, so that the value does not show that the model
   * can do the task at all; empty where chance or standard error is unknown.
   */
  public java.util.Optional<Boolean> coversChance() {
    if (chance.isEmpty() || standardError.isEmpty()) {
      return java.util.Optional.empty();
    }
    double distance = Math.abs(value - chance.getAsDouble());
    return java.util.Optional.of(distance <= Z95 * standardError.getAsDouble());
  }
}
