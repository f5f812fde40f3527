package org.isoline.law;

/**
 * One row of {@link PublishedLaws}; C is in PFLOP/s-days.
 *
 * @param arch identifier, for instance cosformer2
 * @param label the name as printed
 * @param loss L(C), nats per token
 * @param parameters N_opt(C)
 * @param tokens D_opt(C)
 * @param flopSlope s, the slope of ln (FLOP per token) on ln N over the paper's six sizes. Not
 *     printed: computed from its formulas and configurations (Tables 1 and 7)
 */
public record PublishedLaw(
    String arch,
    String label,
    PowerLaw loss,
    PowerLaw parameters,
    PowerLaw tokens,
    double flopSlope) {

  /** a s + b for the paper's own sizes; 1 if the laws of N and D belonged to one envelope. */
  public double consistency() {
    return consistency(flopSlope);
  }

  /** a s + b for another ladder, whose ln (FLOP per token) rises with slope {@code s} in ln N. */
  public double consistency(double s) {
    return parameters.exponent() * s + tokens.exponent();
  }
}
