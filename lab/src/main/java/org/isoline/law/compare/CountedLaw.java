package org.isoline.law.compare;

import java.util.LinkedHashMap;
import java.util.Map;
import org.isoline.law.ComputeLaw;
import org.isoline.law.ParametricLaw;
import org.isoline.law.PowerLaw;

/**
 * A law L(N, D) whose compute is the architecture's own, C = D k N^s. On the line of a budget the
 * loss E + A N^-alpha + B (C/k)^-beta N^(s beta) is least at
 *
 * <pre>
 * N* = (alpha A / (s beta B))^(1 / (alpha + s beta)) (C / k)^(beta / (alpha + s beta)),   D* = C / (k N*^s)
 * </pre>
 *
 * and L* - E falls like C^(-alpha beta / (alpha + s beta)). With k = 6 and s = 1 these are the
 * closed forms of {@link ParametricLaw}.
 *
 * @param law of the loss
 * @param flopPerToken k N^s
 */
record CountedLaw(ParametricLaw law, PowerLaw flopPerToken) implements ComputeLaw {
  /** A law as it is, except that L(N, D) gets the compute of its architecture. */
  static ComputeLaw of(ComputeLaw law, FlopPerToken phi) {
    return law instanceof ParametricLaw surface ? new CountedLaw(surface, phi.law()) : law;
  }

  @Override
  public double lossAt(double flop) {
    return law.loss(parametersAt(flop), tokensAt(flop));
  }

  @Override
  public double parametersAt(double flop) {
    double balance = law.alpha() * law.a() / (flopPerToken.exponent() * law.beta() * law.b());
    return Math.pow(balance, 1 / steepness())
        * Math.pow(flop / flopPerToken.coefficient(), law.beta() / steepness());
  }

  @Override
  public double tokensAt(double flop) {
    return flop / flopPerToken.evaluate(parametersAt(flop));
  }

  /** Those of L(N, D); a and b, the exponents of N* and D*; and that of L* - E. */
  @Override
  public Map<String, Double> coefficients() {
    Map<String, Double> values = new LinkedHashMap<>(law.coefficients());
    values.put("a", law.beta() / steepness());
    values.put("b", law.alpha() / steepness());
    values.put("reducible_loss_exponent", -law.alpha() * law.beta() / steepness());
    return values;
  }

  private double steepness() {
    return law.alpha() + flopPerToken.exponent() * law.beta();
  }
}
