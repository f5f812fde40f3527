package org.isoline.law;

import java.util.Arrays;

/**
 * The summed Huber loss of ln L as a function of theta = (a, b, e, alpha, beta), with a, b the
 * logarithms of the two terms at the centre of the points and e that of the floor:
 *
 * <pre>
 * p_i = ln [exp(a - alpha u_i) + exp(b - beta v_i) + exp(e)],   w = the shares of the three terms in exp(p_i)
 * J = sum_i Huber_delta(p_i - y_i),   g_i = the residual clipped to [-delta, delta]
 * dJ/da = sum g w1,  dJ/db = sum g w2,  dJ/de = sum g w3,  dJ/dalpha = -sum g w1 u,  dJ/dbeta = -sum g w2 v
 * </pre>
 */
final class HuberObjective implements Objective {
  static final int PARAMETERS = 5;

  private final LossSurface points;
  private final double delta;
  private final double scale;

  /** {@code scale} multiplies value and gradient. */
  HuberObjective(LossSurface points, double delta, double scale) {
    this.points = points;
    this.delta = delta;
    this.scale = scale;
  }

  @Override
  public double evaluate(double[] theta, double[] gradient) {
    Arrays.fill(gradient, 0);
    double sum = 0;
    double[] row = new double[PARAMETERS];
    for (int i = 0; i < points.size(); i++) {
      double residual = sensitivities(theta, i, row) - points.y()[i];
      double size = Math.abs(residual);
      sum += size <= delta ? 0.5 * residual * residual : delta * (size - 0.5 * delta);
      Vectors.add(gradient, scale * Math.clamp(residual, -delta, delta), row);
    }
    return scale * sum;
  }

  /** J^T J of the predictions: the matrix whose conditioning says whether theta is identified. */
  double[][] normalMatrix(double[] theta) {
    double[][] matrix = new double[PARAMETERS][PARAMETERS];
    double[] row = new double[PARAMETERS];
    for (int i = 0; i < points.size(); i++) {
      sensitivities(theta, i, row);
      for (int j = 0; j < PARAMETERS; j++) {
        Vectors.add(matrix[j], row[j], row);
      }
    }
    return matrix;
  }

  /** The predicted ln L of point {@code i}; its derivatives by theta are written to {@code row}. */
  private double sensitivities(double[] theta, int i, double[] row) {
    double u = points.u()[i];
    double v = points.v()[i];
    double first = theta[0] - theta[3] * u;
    double second = theta[1] - theta[4] * v;
    double third = theta[2];
    double high = Math.max(first, Math.max(second, third));
    double w1 = Math.exp(first - high);
    double w2 = Math.exp(second - high);
    double w3 = Math.exp(third - high);
    double total = w1 + w2 + w3;
    row[0] = w1 / total;
    row[1] = w2 / total;
    row[2] = w3 / total;
    row[3] = -row[0] * u;
    row[4] = -row[1] * v;
    return high + Math.log(total);
  }
}
