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

  private final double[] u;
  private final double[] v;
  private final double[] y;
  private final double delta;
  private final double scale;

  /** {@code scale} multiplies value and gradient. */
  HuberObjective(LossSurface points, double delta, double scale) {
    this.u = points.u();
    this.v = points.v();
    this.y = points.y();
    this.delta = delta;
    this.scale = scale;
  }

  @Override
  public double evaluate(double[] theta, double[] gradient) {
    double floor = Math.exp(theta[2]);
    double sum = 0;
    double byA = 0;
    double byB = 0;
    double byE = 0;
    double byAlpha = 0;
    double byBeta = 0;
    for (int i = 0; i < y.length; i++) {
      double sizeTerm = Math.exp(theta[0] - theta[3] * u[i]);
      double tokenTerm = Math.exp(theta[1] - theta[4] * v[i]);
      double loss = floor + sizeTerm + tokenTerm;
      if (!(loss < Double.MAX_VALUE && loss > Double.MIN_NORMAL)) {
        return evaluateExtreme(theta, gradient);
      }
      double residual = Math.log(loss) - y[i];
      sum += RobustObjective.huber(residual, delta);
      double pull = Math.clamp(residual, -delta, delta) / loss;
      byA += pull * sizeTerm;
      byB += pull * tokenTerm;
      byE += pull;
      byAlpha -= pull * sizeTerm * u[i];
      byBeta -= pull * tokenTerm * v[i];
    }
    gradient[0] = scale * byA;
    gradient[1] = scale * byB;
    gradient[2] = scale * byE * floor;
    gradient[3] = scale * byAlpha;
    gradient[4] = scale * byBeta;
    return scale * sum;
  }

  /** The same where a term or their sum leaves the range of a double. */
  private double evaluateExtreme(double[] theta, double[] gradient) {
    Arrays.fill(gradient, 0);
    double sum = 0;
    double[] row = new double[PARAMETERS];
    for (int i = 0; i < y.length; i++) {
      double residual = sensitivities(theta, i, row) - y[i];
      sum += RobustObjective.huber(residual, delta);
      Vectors.add(gradient, scale * Math.clamp(residual, -delta, delta), row);
    }
    return scale * sum;
  }

  /** J^T J of the predictions: the matrix whose conditioning says whether theta is identified. */
  double[][] normalMatrix(double[] theta) {
    double[][] matrix = new double[PARAMETERS][PARAMETERS];
    double[] row = new double[PARAMETERS];
    for (int i = 0; i < y.length; i++) {
      sensitivities(theta, i, row);
      for (int j = 0; j < PARAMETERS; j++) {
        Vectors.add(matrix[j], row[j], row);
      }
    }
    return matrix;
  }

  /** The predicted ln L of point {@code i}; its derivatives by theta are written to {@code row}. */
  private double sensitivities(double[] theta, int i, double[] row) {
    double first = theta[0] - theta[3] * u[i];
    double second = theta[1] - theta[4] * v[i];
    double third = theta[2];
    double high = Math.max(first, Math.max(second, third));
    double w1 = Math.exp(first - high);
    double w2 = Math.exp(second - high);
    double w3 = Math.exp(third - high);
    double total = w1 + w2 + w3;
    row[0] = w1 / total;
    row[1] = w2 / total;
    row[2] = w3 / total;
    row[3] = -row[0] * u[i];
    row[4] = -row[1] * v[i];
    return high + Math.log(total);
  }
}
