package org.isoline.law;

import java.util.Arrays;

/**
 * The summed Huber loss of the residuals of any prediction, with gradients by {@link Jet}:
 *
 * <pre>
 * J = sum_i h(p_i - y_i),   h(r) = r^2 / 2 if |r| <= delta, else delta (|r| - delta / 2)
 * </pre>
 *
 * An infinite delta makes it least squares.
 */
final class RobustObjective implements Objective {
  /** What a law says about point {@code i}. */
  @FunctionalInterface
  interface Prediction {
    Jet at(Jet[] theta, int i);
  }

  private final Prediction prediction;
  private final double[] targets;
  private final double delta;
  private final double scale;

  /** {@code scale} multiplies value and gradient. */
  RobustObjective(Prediction prediction, double[] targets, double delta, double scale) {
    this.prediction = prediction;
    this.targets = targets.clone();
    this.delta = delta;
    this.scale = scale;
  }

  @Override
  public double evaluate(double[] theta, double[] gradient) {
    Arrays.fill(gradient, 0);
    Jet[] variables = Jet.variables(theta);
    double sum = 0;
    for (int i = 0; i < targets.length; i++) {
      Jet predicted = prediction.at(variables, i);
      double residual = predicted.value() - targets[i];
      sum += huber(residual, delta);
      Vectors.add(gradient, scale * Math.clamp(residual, -delta, delta), predicted.slopes());
    }
    return scale * sum;
  }

  /** J^T J of the predictions: the matrix whose conditioning says whether theta is identified. */
  double[][] normalMatrix(double[] theta) {
    double[][] matrix = new double[theta.length][theta.length];
    Jet[] variables = Jet.variables(theta);
    for (int i = 0; i < targets.length; i++) {
      double[] row = prediction.at(variables, i).slopes();
      for (int j = 0; j < theta.length; j++) {
        Vectors.add(matrix[j], row[j], row);
      }
    }
    return matrix;
  }

  /** Quadratic near 0, linear beyond delta (Huber, Ann. Math. Statist. 35 (1964)). */
  static double huber(double residual, double delta) {
    double size = Math.abs(residual);
    return size <= delta ? 0.5 * residual * residual : delta * (size - 0.5 * delta);
  }
}
