package org.isoline.law;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How accuracy is fitted against loss.
 *
 * @param form the equation
 * @param chance the accuracy of guessing, where it is known: 0.25 for four choices; else it is
 *     fitted
 * @param items of the task, where known: n items right with probability p scatter by sqrt(p (1 - p)
 *     / n)
 * @param maxIterations of one search
 * @param gradientTolerance largest component of the gradient of half the sum of squares at which a
 *     search has arrived
 * @param rule which checkpoints count
 */
public record AccuracyOptions(
    AccuracyForm form,
    OptionalDouble chance,
    OptionalInt items,
    int maxIterations,
    double gradientTolerance,
    SelectionRule rule) {
  /**
   * Checks the ranges.
   *
   * @throws LawException if chance is not in [0, 1), or a count or the tolerance is not positive
   */
  public AccuracyOptions {
    Objects.requireNonNull(form, "form");
    Objects.requireNonNull(rule, "rule");
    if (chance.isPresent() && !(chance.getAsDouble() >= 0 && chance.getAsDouble() < 1)) {
      throw new LawException(
          "chance = " + chance.getAsDouble() + " is not a share of 0 or more and below 1");
    }
    if (items.isPresent() && items.getAsInt() < 1) {
      throw new LawException("items = " + items.getAsInt() + "; a task has at least 1");
    }
    if (maxIterations < 1) {
      throw new LawException(
          "maxIterations = " + maxIterations + "; use at least 1, some thousand by default");
    }
    if (!(gradientTolerance > 0)) {
      throw new LawException(
          "gradientTolerance = " + gradientTolerance + " is not positive; use 1e-8");
    }
  }

  /** A form with fitted chance, warm-up dropped. */
  public static AccuracyOptions of(AccuracyForm form) {
    return new AccuracyOptions(
        form, OptionalDouble.empty(), OptionalInt.empty(), 5000, 1e-8, SelectionRule.afterWarmup());
  }

  /** The same options with a known accuracy of guessing. */
  public AccuracyOptions withChance(double accuracy) {
    return new AccuracyOptions(
        form, OptionalDouble.of(accuracy), items, maxIterations, gradientTolerance, rule);
  }

  /** The same options with a known number of items. */
  public AccuracyOptions withItems(int count) {
    return new AccuracyOptions(
        form, chance, OptionalInt.of(count), maxIterations, gradientTolerance, rule);
  }

  /** The same options with another selection of checkpoints. */
  public AccuracyOptions withRule(SelectionRule other) {
    return new AccuracyOptions(form, chance, items, maxIterations, gradientTolerance, other);
  }

  /** Numbers that are fitted. */
  int free() {
    return form.coefficients() - (chance.isPresent() ? 1 : 0);
  }
}
