package org.isoline.law.compare;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.DoubleStream;

/** Budgets for a comparison that asks for none. */
final class Budgets {
  private static final MathContext TWO_DIGITS = new MathContext(2);
  private static final double DECADES = 2;

  private Budgets() {}

  /** The most compute that all have, a tenth and a hundredth of it as far as there is such. */
  static List<Double> within(List<Duel> duels) {
    double high = duels.stream().mapToDouble(d -> d.range().high()).min().orElse(Double.NaN);
    double low = duels.stream().mapToDouble(d -> d.range().low()).max().orElse(Double.NaN);
    if (Double.isNaN(high)) {
      return List.of();
    }
    double step = Math.pow(10, Math.min(DECADES, Math.max(0, Math.log10(high / low))) / 2);
    return DoubleStream.of(high / (step * step), high / step, high)
        .map(flop -> new BigDecimal(flop).round(TWO_DIGITS).doubleValue())
        .distinct()
        .boxed()
        .toList();
  }
}
