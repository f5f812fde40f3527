package org.isoline.law.compare;

import java.util.Optional;
import org.isoline.law.ComputeLaw;

/**
 * K(C): how many times the compute C one architecture needs for the loss that the baseline reaches
 * at C, L*(K C) = L*_baseline(C). By bisection in ln C over 24 decades about C.
 *
 * @param value K; NaN where there is none
 * @param undefined why there is none
 */
public record Multiplier(double value, Optional<String> undefined) {
  private static final double REACH = 12 * Math.log(10);
  private static final int BISECTIONS = 80;

  /** The compute that {@code law} needs for what {@code baseline} reaches with {@code flop}. */
  public static Multiplier of(ComputeLaw baseline, ComputeLaw law, double flop) {
    double factor = factor(baseline, law, flop);
    if (Double.isNaN(factor)) {
      return undefined("one of the laws has no loss at this budget, or does not fall with compute");
    }
    if (Double.isInfinite(factor)) {
      return undefined("the loss of the baseline is below what any compute gives");
    }
    return factor == 0
        ? undefined("any compute gives less than the loss of the baseline")
        : new Multiplier(factor, Optional.empty());
  }

  /** K, infinite if no compute within reach is enough, 0 if any is, NaN if the laws do not say. */
  static double factor(ComputeLaw baseline, ComputeLaw law, double flop) {
    double target = baseline.lossAt(flop);
    double low = Math.log(flop) - REACH;
    double high = Math.log(flop) + REACH;
    double most = law.lossAt(Math.exp(low));
    double least = law.lossAt(Math.exp(high));
    if (!Double.isFinite(target) || !Double.isFinite(most) || !(least < most)) {
      return Double.NaN;
    }
    if (target < least) {
      return Double.POSITIVE_INFINITY;
    }
    if (target > most) {
      return 0;
    }
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (law.lossAt(Math.exp(middle)) > target) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.exp((low + high) / 2 - Math.log(flop));
  }

  private static Multiplier undefined(String reason) {
    return new Multiplier(Double.NaN, Optional.of(reason));
  }
}
