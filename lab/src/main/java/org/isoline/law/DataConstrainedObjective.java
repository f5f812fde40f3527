package org.isoline.law;

import java.util.List;

/**
 * ln L of {@link DataConstrainedLaw} by theta = (ln A, ln B, ln E, ln alpha, ln beta, ln rN, ln
 * rD), A and B being the two terms at the centre of the points.
 */
final class DataConstrainedObjective implements RobustObjective.Prediction {
  static final int PARAMETERS = 7;

  private final List<RepeatedPoint> points;
  private final boolean excess;
  private final double meanLogN;
  private final double meanLogD;

  /** {@code excess}: whether rN applies; else every parameter counts in full. */
  DataConstrainedObjective(List<RepeatedPoint> points, boolean excess) {
    this.points = points;
    this.excess = excess;
    this.meanLogN = points.stream().mapToDouble(p -> Math.log(p.point().n())).average().orElse(0);
    this.meanLogD = points.stream().mapToDouble(p -> Math.log(p.seen())).average().orElse(0);
  }

  @Override
  public Jet at(Jet[] theta, int i) {
    RepeatedPoint point = points.get(i);
    Jet alpha = theta[3].exp();
    Jet beta = theta[4].exp();
    Jet sizes = logParameters(theta, alpha, beta, point).plus(-meanLogN);
    Jet tokens = logTokens(theta[6], point).plus(-meanLogD);
    return Jet.logSumExp(
        theta[0].minus(alpha.times(sizes)), theta[1].minus(beta.times(tokens)), theta[2]);
  }

  /** ln D'. */
  private static Jet logTokens(Jet logDecay, RepeatedPoint point) {
    Jet decay = logDecay.exp();
    Jet worth = saturating(decay.times(0).plus(point.repeats()), decay);
    return worth.plus(1).log().plus(Math.log(point.seen()));
  }

  /** ln N'. */
  private Jet logParameters(Jet[] theta, Jet alpha, Jet beta, RepeatedPoint point) {
    double logN = Math.log(point.point().n());
    Jet supported = logSupported(theta, alpha, beta, Math.log(point.seen()));
    if (!excess || logN <= supported.value()) {
      return alpha.times(0).plus(logN);
    }
    Jet decay = theta[5].exp();
    Jet further = supported.times(-1).plus(logN).expm1();
    return saturating(further, decay).plus(1).log().plus(supported);
  }

  /** ln N_opt(U) = (ln (alpha A) - ln (beta B) + beta ln U) / alpha, with A and B at the centre. */
  private Jet logSupported(Jet[] theta, Jet alpha, Jet beta, double logU) {
    Jet balance = theta[3].plus(theta[0]).minus(theta[4]).minus(theta[1]);
    return balance.plus(beta.times(logU - meanLogD)).over(alpha).plus(meanLogN);
  }

  /** r (1 - exp(-R / r)). */
  private static Jet saturating(Jet repeats, Jet decay) {
    return repeats.over(decay).times(-1).expm1().times(decay).times(-1);
  }

  /** The coefficients of a law. */
  double[] theta(ParametricLaw base, double rN, double rD) {
    return new double[] {
      Math.log(base.a()) - base.alpha() * meanLogN,
      Math.log(base.b()) - base.beta() * meanLogD,
      Math.log(base.e()),
      Math.log(base.alpha()),
      Math.log(base.beta()),
      Math.log(rN),
      Math.log(rD)
    };
  }

  /** The law of some coefficients. */
  DataConstrainedLaw law(double[] theta) {
    double alpha = Math.exp(theta[3]);
    double beta = Math.exp(theta[4]);
    return new DataConstrainedLaw(
        Math.exp(theta[2]),
        Math.exp(theta[0] + alpha * meanLogN),
        Math.exp(theta[1] + beta * meanLogD),
        alpha,
        beta,
        excess ? Math.exp(theta[5]) : Double.POSITIVE_INFINITY,
        Math.exp(theta[6]));
  }
}
