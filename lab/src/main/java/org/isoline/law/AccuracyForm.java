package org.isoline.law;

/** The equations for accuracy against loss. */
public enum AccuracyForm {
  /** {@link AccuracyLaw.ExponentialError}: three coefficients, no upper end. */
  EXPONENTIAL_ERROR("exponential-error", 3),
  /** {@link AccuracyLaw.Sigmoid}: four coefficients, levels off at both ends. */
  SIGMOID("sigmoid", 4);

  private final String id;
  private final int coefficients;

  AccuracyForm(String id, int coefficients) {
    this.id = id;
    this.coefficients = coefficients;
  }

  /** The name used in files. */
  public String id() {
    return id;
  }

  /** How many numbers the data must determine. */
  int coefficients() {
    return coefficients;
  }
}
