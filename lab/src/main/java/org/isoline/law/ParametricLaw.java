package org.isoline.law;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * L(N, D) = E + A N^-alpha + B D^-beta (Hoffmann et al., arXiv 2203.15556, approach 3).
 *
 * <p>With C = 6 N D the loss is least at N* = G (C/6)^a, D* = (1/G) (C/6)^b, where G = (alpha A /
 * (beta B))^(1/(alpha + beta)), a = beta / (alpha + beta) and b = 1 - a; there L* = E + (A G^-alpha
 * + B G^beta) (C/6)^(-alpha beta / (alpha + beta)).
 *
 * @param e irreducible loss, nats per token
 * @param a coefficient of the term in N
 * @param b coefficient of the term in D
 * @param alpha exponent of N
 * @param beta exponent of D
 */
public record ParametricLaw(double e, double a, double b, double alpha, double beta)
    implements LossLaw {
  private static final double FLOP_PER_PARAMETER_AND_TOKEN = 6;

  @Override
  public double loss(double n, double d) {
    return e + a * Math.pow(n, -alpha) + b * Math.pow(d, -beta);
  }

  /** The exponent a of N_opt(C). */
  public double parametersExponent() {
    return beta / (alpha + beta);
  }

  /** The exponent b of D_opt(C). */
  public double tokensExponent() {
    return alpha / (alpha + beta);
  }

  /** N* for {@code flop} = 6 N D. */
  public double optimalParameters(double flop) {
    return balance() * Math.pow(flop / FLOP_PER_PARAMETER_AND_TOKEN, parametersExponent());
  }

  /** D* for {@code flop} = 6 N D. */
  public double optimalTokens(double flop) {
    return Math.pow(flop / FLOP_PER_PARAMETER_AND_TOKEN, tokensExponent()) / balance();
  }

  /** The least loss for {@code flop} = 6 N D, nats per token. */
  public double optimalLoss(double flop) {
    double g = balance();
    double share = a * Math.pow(g, -alpha) + b * Math.pow(g, beta);
    return e
        + share * Math.pow(flop / FLOP_PER_PARAMETER_AND_TOKEN, -alpha * beta / (alpha + beta));
  }

  @Override
  public double lossAt(double flop) {
    return optimalLoss(flop);
  }

  @Override
  public double parametersAt(double flop) {
    return optimalParameters(flop);
  }

  @Override
  public double tokensAt(double flop) {
    return optimalTokens(flop);
  }

  @Override
  public Map<String, Double> coefficients() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("E", e);
    values.put("A", a);
    values.put("B", b);
    values.put("alpha", alpha);
    values.put("beta", beta);
    values.put("a", parametersExponent());
    values.put("b", tokensExponent());
    return values;
  }

  private double balance() {
    return Math.pow(alpha * a / (beta * b), 1 / (alpha + beta));
  }
}
