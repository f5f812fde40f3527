package org.isoline.law;

import java.util.Arrays;

/**
 * Half the sum of squared relative residuals as a function of (ln alpha, ln beta), with (E, A, B)
 * >= 0 at their best for these exponents. At that best the derivative of the objective through (E,
 * A, B) vanishes, so the gradient is the partial derivative by the exponents alone.
 */
final class ProjectedObjective implements Objective {
  private static final int COLUMNS = 3;

  private final LossSurface points;
  private final double scale;
  private final double[] loss;

  ProjectedObjective(LossSurface points, double scale) {
    this.points = points;
    this.scale = scale;
    this.loss = new double[points.size()];
    for (int i = 0; i < loss.length; i++) {
      loss[i] = Math.exp(points.y()[i]);
    }
  }

  @Override
  public double evaluate(double[] x, double[] gradient) {
    double alpha = Math.exp(x[0]);
    double beta = Math.exp(x[1]);
    double[][] columns = columns(alpha, beta);
    double[] c = NonNegativeLeastSquares.solve(columns, ones());
    double sum = 0;
    double byAlpha = 0;
    double byBeta = 0;
    for (int i = 0; i < loss.length; i++) {
      double residual = c[0] * columns[0][i] + c[1] * columns[1][i] + c[2] * columns[2][i] - 1;
      sum += 0.5 * residual * residual;
      byAlpha -= residual * c[1] * columns[1][i] * points.u()[i];
      byBeta -= residual * c[2] * columns[2][i] * points.v()[i];
    }
    gradient[0] = scale * byAlpha * alpha;
    gradient[1] = scale * byBeta * beta;
    return scale * sum;
  }

  /** The best floor and terms (at the centre of the points) for these exponents. */
  double[] coefficients(double alpha, double beta) {
    return NonNegativeLeastSquares.solve(columns(alpha, beta), ones());
  }

  private double[][] columns(double alpha, double beta) {
    double[][] columns = new double[COLUMNS][loss.length];
    for (int i = 0; i < loss.length; i++) {
      columns[0][i] = 1 / loss[i];
      columns[1][i] = Math.exp(-alpha * points.u()[i]) / loss[i];
      columns[2][i] = Math.exp(-beta * points.v()[i]) / loss[i];
    }
    return columns;
  }

  private double[] ones() {
    double[] ones = new double[loss.length];
    Arrays.fill(ones, 1);
    return ones;
  }
}
