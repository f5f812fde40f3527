package org.isoline.law;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * L = E + (a M^eta + b M^-eta) C^-eta with M = D / N, the tokens per parameter, and C = 6 N D
 * (Gadre et al., arXiv 2403.08540, equation 4): along every M the loss falls with compute at one
 * rate, and training a small model for longer only moves the line up.
 *
 * <p>Since C M = 6 D^2 and C / M = 6 N^2 this is L(N, D) with one exponent, alpha = beta = 2 eta, A
 * = a 6^-eta and B = b 6^-eta; the best M = (b / a)^(1 / (2 eta)) is the same at all budgets.
 *
 * @param e irreducible loss, nats per token
 * @param a coefficient of M^eta, of models too small for their tokens
 * @param b coefficient of M^-eta, of models too large for them
 * @param eta exponent of C
 */
public record OvertrainingLaw(double e, double a, double b, double eta) implements LossLaw {
  private static final double FLOP_PER_PARAMETER_AND_TOKEN = 6;

  /** The law with one exponent, alpha = beta, as a law of this form. */
  static OvertrainingLaw of(double e, double sizeTerm, double tokenTerm, double eta) {
    double factor = Math.pow(FLOP_PER_PARAMETER_AND_TOKEN, eta);
    return new OvertrainingLaw(e, sizeTerm * factor, tokenTerm * factor, eta);
  }

  /** The same law as L = E + A N^-alpha + B D^-beta with alpha = beta = 2 eta. */
  public ParametricLaw equivalent() {
    double factor = Math.pow(FLOP_PER_PARAMETER_AND_TOKEN, -eta);
    return new ParametricLaw(e, a * factor, b * factor, 2 * eta, 2 * eta);
  }

  /** The tokens per parameter that are best at every budget. */
  public double bestTokensPerParameter() {
    return Math.pow(b / a, 1 / (2 * eta));
  }

  @Override
  public double loss(double n, double d) {
    double m = d / n;
    double flop = FLOP_PER_PARAMETER_AND_TOKEN * n * d;
    return e + (a * Math.pow(m, eta) + b * Math.pow(m, -eta)) * Math.pow(flop, -eta);
  }

  @Override
  public double lossAt(double flop) {
    return equivalent().optimalLoss(flop);
  }

  @Override
  public double parametersAt(double flop) {
    return equivalent().optimalParameters(flop);
  }

  @Override
  public double tokensAt(double flop) {
    return equivalent().optimalTokens(flop);
  }

  @Override
  public Map<String, Double> coefficients() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("E", e);
    values.put("a", a);
    values.put("b", b);
    values.put("eta", eta);
    return values;
  }
}
