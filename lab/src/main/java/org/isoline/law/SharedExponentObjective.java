package org.isoline.law;

/**
 * {@link HuberObjective} of laws with one exponent, alpha = beta = 2 eta, as a function of (a, b,
 * e, eta).
 */
final class SharedExponentObjective implements Objective {
  static final int PARAMETERS = 4;

  private static final int ETA = 3;
  private static final double ALPHA_BY_ETA = 2;

  private final HuberObjective general;

  SharedExponentObjective(HuberObjective general) {
    this.general = general;
  }

  @Override
  public double evaluate(double[] theta, double[] gradient) {
    double[] full = new double[HuberObjective.PARAMETERS];
    double value = general.evaluate(full(theta), full);
    System.arraycopy(full, 0, gradient, 0, ETA);
    gradient[ETA] = ALPHA_BY_ETA * (full[ETA] + full[ETA + 1]);
    return value;
  }

  /** J^T J of the predictions by the four coefficients. */
  double[][] normalMatrix(double[] theta) {
    double[][] full = general.normalMatrix(full(theta));
    double[][] matrix = new double[PARAMETERS][PARAMETERS];
    for (int i = 0; i < full.length; i++) {
      for (int j = 0; j < full.length; j++) {
        matrix[Math.min(i, ETA)][Math.min(j, ETA)] += weight(i) * weight(j) * full[i][j];
      }
    }
    return matrix;
  }

  private static double weight(int i) {
    return i < ETA ? 1 : ALPHA_BY_ETA;
  }

  private static double[] full(double[] theta) {
    double exponent = ALPHA_BY_ETA * theta[ETA];
    return new double[] {theta[0], theta[1], theta[2], exponent, exponent};
  }
}
