package org.isoline.law;

import java.util.List;
import java.util.Map;

/**
 * The three laws of an envelope. C is in PFLOP/s-days (8.64e19 FLOP) as the study prints it, so
 * each coefficient is a value at one PFLOP/s-day.
 *
 * @param loss L(C), nats per token
 * @param parameters N_opt(C)
 * @param tokens D_opt(C)
 * @param lossWithFloor L(C) = E + k C^a on the same points
 * @param flopSlope s, the slope of ln (FLOP per token) on ln N over the sizes; NaN with one N
 * @param consistency a s + b, with a and b the exponents of N_opt and D_opt: 1 if N_opt and D_opt
 *     multiply back to C
 * @param distinctWinners sizes that are the best at some budget
 * @param mode what a point of the regression was
 * @param points the envelope, in order of compute; those flagged as edges took no part if they were
 *     to be dropped
 */
public record EnvelopeLaws(
    PowerLaw loss,
    PowerLaw parameters,
    PowerLaw tokens,
    Outcome<FlooredPowerLaw> lossWithFloor,
    double flopSlope,
    double consistency,
    int distinctWinners,
    EnvelopeMode mode,
    List<EnvelopePoint> points)
    implements ComputeLaw {

  /** Copies the points. */
  public EnvelopeLaws {
    points = List.copyOf(points);
  }

  @Override
  public double lossAt(double flop) {
    return loss.evaluate(flop / ComputeCount.FLOP_PER_PFLOPS_DAY);
  }

  @Override
  public double parametersAt(double flop) {
    return parameters.evaluate(flop / ComputeCount.FLOP_PER_PFLOPS_DAY);
  }

  @Override
  public double tokensAt(double flop) {
    return tokens.evaluate(flop / ComputeCount.FLOP_PER_PFLOPS_DAY);
  }

  /** Coefficients are values at one PFLOP/s-day. */
  @Override
  public Map<String, Double> coefficients() {
    return PowerLaw.three(loss, parameters, tokens);
  }
}
