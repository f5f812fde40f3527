package org.isoline.law.compare;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.isoline.law.Estimator;
import org.isoline.law.FitOptions;
import org.isoline.law.LawException;
import org.isoline.law.Sharing;

/**
 * How architectures are compared.
 *
 * @param estimator of all laws
 * @param fit its options
 * @param budgets at which they are compared, FLOP; empty to have three chosen in the measured range
 * @param draws of the paired bootstrap
 * @param testDraws of the null distribution of the nested test
 * @param seed of all draws
 * @param noise standard deviation of ln L between seeds, if known from elsewhere
 * @param sharing what M0 of the nested test shares
 */
public record ComparisonOptions(
    Estimator estimator,
    FitOptions fit,
    List<Double> budgets,
    int draws,
    int testDraws,
    long seed,
    OptionalDouble noise,
    Sharing sharing) {
  private static final int LEAST_DRAWS = 20;

  /**
   * Checks the ranges.
   *
   * @throws LawException naming the option, its value and the legal range
   */
  public ComparisonOptions {
    Objects.requireNonNull(estimator, "estimator");
    Objects.requireNonNull(fit, "fit");
    budgets = budgets.stream().sorted().distinct().toList();
    for (double budget : budgets) {
      if (!(budget > 0) || Double.isInfinite(budget)) {
        throw new LawException("budget " + budget + " is not a positive number of FLOP, e.g. 1e21");
      }
    }
    requireDraws("draws", draws);
    requireDraws("test draws", testDraws);
    if (noise.isPresent() && !(noise.getAsDouble() >= 0 && noise.getAsDouble() < 1)) {
      throw new LawException(
          "noise "
              + noise.getAsDouble()
              + " is not a standard deviation of ln loss; 0 to 1, some 0.003 is usual");
    }
    if (sharing == Sharing.NOTHING) {
      throw new LawException(
          "a nested test shares "
              + Sharing.EXPONENTS.id()
              + " or "
              + Sharing.EXPONENTS_AND_FLOOR.id());
    }
  }

  /** 1000 draws, 399 for the test, seed 1, parametric laws, exponents shared under M0. */
  public static ComparisonOptions defaults() {
    return new ComparisonOptions(
        Estimator.PARAMETRIC,
        FitOptions.defaults(),
        List.of(),
        1000,
        399,
        1,
        OptionalDouble.empty(),
        Sharing.EXPONENTS);
  }

  /** The same options at other budgets. */
  public ComparisonOptions withBudgets(double... flop) {
    return new ComparisonOptions(
        estimator,
        fit,
        Arrays.stream(flop).boxed().toList(),
        draws,
        testDraws,
        seed,
        noise,
        sharing);
  }

  /** The same options with other numbers of draws and another seed. */
  public ComparisonOptions withDraws(int paired, int test, long otherSeed) {
    return new ComparisonOptions(estimator, fit, budgets, paired, test, otherSeed, noise, sharing);
  }

  /** The same options with another estimator. */
  public ComparisonOptions withEstimator(Estimator other) {
    return new ComparisonOptions(other, fit, budgets, draws, testDraws, seed, noise, sharing);
  }

  /** The same options with a standard deviation of ln L between seeds. */
  public ComparisonOptions withNoise(double deviation) {
    return new ComparisonOptions(
        estimator, fit, budgets, draws, testDraws, seed, OptionalDouble.of(deviation), sharing);
  }

  private static void requireDraws(String name, int draws) {
    if (draws < LEAST_DRAWS) {
      throw new LawException(
          name + " = " + draws + "; at least " + LEAST_DRAWS + ", some thousand to be of use");
    }
  }
}
