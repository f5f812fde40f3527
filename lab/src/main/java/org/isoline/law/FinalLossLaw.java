package org.isoline.law;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * L(C) = E + k C^a through the last checkpoints of runs, with or without the floor E (Kaplan et
 * al., arXiv 2001.08361, have none).
 *
 * <p>It is a law of whatever runs are in the table, not of the best ones: it tells what compute
 * bought there, and only where every run was the best use of its compute is it the law of the
 * compute-optimal frontier. It says nothing of N and D, which are NaN.
 *
 * @param floor E in nats per token, if the law has one
 * @param power k and a; C is in PFLOP/s-days (8.64e19 FLOP), so k is a value at one of them
 */
public record FinalLossLaw(OptionalDouble floor, PowerLaw power) implements ComputeLaw {
  @Override
  public double lossAt(double flop) {
    return floor.orElse(0) + power.evaluate(flop / ComputeCount.FLOP_PER_PFLOPS_DAY);
  }

  /** NaN: runs that are not the best of their budget do not tell. */
  @Override
  public double parametersAt(double flop) {
    return Double.NaN;
  }

  /** NaN: runs that are not the best of their budget do not tell. */
  @Override
  public double tokensAt(double flop) {
    return Double.NaN;
  }

  @Override
  public Map<String, Double> coefficients() {
    Map<String, Double> values = new LinkedHashMap<>();
    floor.ifPresent(e -> values.put("E", e));
    values.put("coefficient", power.coefficient());
    values.put("exponent", power.exponent());
    return values;
  }
}
