package org.isoline.law;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The loss where tokens are seen more than once (Muennighoff et al., arXiv 2305.16264, section 3):
 * repeated tokens, and parameters beyond what the unique ones support, are worth less and less.
 *
 * <pre>
 * L = E + A N'^-alpha + B D'^-beta
 * D' = U [1 + rD (1 - exp(-R_D / rD))],      R_D = D / U - 1
 * N' = U_N [1 + rN (1 - exp(-R_N / rN))],    R_N = N / U_N - 1,   U_N = min(N, N_opt(U))
 * N_opt(U) = (alpha A / (beta B))^(1 / alpha) U^(beta / alpha)
 * </pre>
 *
 * U is the number of unique tokens seen, min(D, the corpus); N_opt(U) the model for which U tokens
 * are the best training by the closed form of {@link ParametricLaw}. With R_D = 0, D' = U; as R_D
 * grows, D' tends to U (1 + rD). An infinite rD or rN means that repetitions, or further
 * parameters, count in full.
 *
 * @param e irreducible loss, nats per token
 * @param a coefficient of the term in N
 * @param b coefficient of the term in D
 * @param alpha exponent of N
 * @param beta exponent of D
 * @param rN decay of the worth of parameters, in multiples of U_N
 * @param rD decay of the worth of repetitions, in passes over the data
 */
public record DataConstrainedLaw(
    double e, double a, double b, double alpha, double beta, double rN, double rD)
    implements LossLaw {

  /**
   * The law that the authors fitted to 182 runs on C4: E = exp(0.6254804), A = exp(6.255414), B =
   * exp(7.3049974), one exponent, N and D in units (their notebook of the parametric fit).
   */
  public static final DataConstrainedLaw PUBLISHED =
      new DataConstrainedLaw(
          Math.exp(0.6254804),
          Math.exp(6.255414),
          Math.exp(7.3049974),
          0.3526596,
          0.3526596,
          5.309743,
          15.387756);

  /** The law of fresh tokens, which it continues. */
  public ParametricLaw base() {
    return new ParametricLaw(e, a, b, alpha, beta);
  }

  /**
   * The loss of a model in nats per token.
   *
   * @param n parameters
   * @param d tokens seen, repetitions included
   * @param u distinct tokens of the corpus
   */
  public double loss(double n, double d, double u) {
    return base().loss(effectiveParameters(n, Math.min(u, d)), effectiveTokens(d, u));
  }

  /** The loss after {@code d} fresh tokens. */
  @Override
  public double loss(double n, double d) {
    return loss(n, d, d);
  }

  /** D': the fresh tokens that are worth {@code d} tokens of a corpus of {@code u}. */
  public double effectiveTokens(double d, double u) {
    double unique = Math.min(d, u);
    return unique * (1 + saturating(d / unique - 1, rD));
  }

  /** N': the parameters that {@code n} are worth when {@code u} distinct tokens were seen. */
  public double effectiveParameters(double n, double u) {
    double supported = Math.min(n, supportedParameters(u));
    return supported * (1 + saturating(n / supported - 1, rN));
  }

  /** N_opt(U): the model for which {@code u} tokens are the best training. */
  public double supportedParameters(double u) {
    return Math.pow(alpha * a / (beta * b), 1 / alpha) * Math.pow(u, beta / alpha);
  }

  @Override
  public double lossAt(double flop) {
    return base().optimalLoss(flop);
  }

  @Override
  public double parametersAt(double flop) {
    return base().optimalParameters(flop);
  }

  @Override
  public double tokensAt(double flop) {
    return base().optimalTokens(flop);
  }

  @Override
  public Map<String, Double> coefficients() {
    Map<String, Double> values = new LinkedHashMap<>(base().coefficients());
    values.put("rN", rN);
    values.put("rD", rD);
    return values;
  }

  private static double saturating(double repeats, double decay) {
    return Double.isInfinite(decay) ? repeats : -decay * Math.expm1(-repeats / decay);
  }
}
