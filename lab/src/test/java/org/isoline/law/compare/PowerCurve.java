package org.isoline.law.compare;

import java.util.Map;
import org.isoline.law.ComputeLaw;

/** L* = k C^a, or with a floor. */
record PowerCurve(double floor, double k, double a) implements ComputeLaw {
  PowerCurve(double k, double a) {
    this(0, k, a);
  }

  @Override
  public double lossAt(double flop) {
    return floor + k * Math.pow(flop, a);
  }

  @Override
  public double parametersAt(double flop) {
    return Double.NaN;
  }

  @Override
  public double tokensAt(double flop) {
    return Double.NaN;
  }

  @Override
  public Map<String, Double> coefficients() {
    return Map.of();
  }
}
