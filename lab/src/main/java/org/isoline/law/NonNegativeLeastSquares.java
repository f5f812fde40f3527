package org.isoline.law;

import java.util.ArrayList;
import java.util.List;

/**
 * Least squares with non-negative coefficients for a handful of columns: every subset of columns is
 * solved without the constraint, by orthogonalisation, and the best solution that satisfies it
 * wins. Exact, and simplest for three columns.
 */
final class NonNegativeLeastSquares {
  /** A column shorter than this share of itself after orthogonalisation depends on the others. */
  private static final double DEPENDENT = 1e-11;

  private NonNegativeLeastSquares() {}

  /** The coefficients; those of unused columns are 0. */
  static double[] solve(double[][] columns, double[] target) {
    double[] best = new double[columns.length];
    double bestResidual = Vectors.dot(target, target);
    for (int subset = 1; subset < 1 << columns.length; subset++) {
      List<Integer> chosen = new ArrayList<>();
      for (int j = 0; j < columns.length; j++) {
        if ((subset >> j & 1) == 1) {
          chosen.add(j);
        }
      }
      double[] residual = target.clone();
      double[] solution = unconstrained(columns, chosen, residual);
      double size = Vectors.dot(residual, residual);
      if (size < bestResidual && nonNegative(solution)) {
        best = solution;
        bestResidual = size;
      }
    }
    return best;
  }

  /**
   * Modified Gram-Schmidt; {@code target} becomes the residual. NaN if the chosen columns depend on
   * each other.
   */
  private static double[] unconstrained(double[][] columns, List<Integer> chosen, double[] target) {
    int k = chosen.size();
    double[][] q = new double[k][];
    double[][] r = new double[k][k];
    double[] projected = new double[k];
    for (int j = 0; j < k; j++) {
      q[j] = columns[chosen.get(j)].clone();
      double before = Vectors.norm(q[j]);
      for (int i = 0; i < j; i++) {
        r[i][j] = Vectors.dot(q[i], q[j]);
        Vectors.add(q[j], -r[i][j], q[i]);
      }
      double length = Vectors.norm(q[j]);
      r[j][j] = length > DEPENDENT * before ? length : Double.NaN;
      q[j] = Vectors.scaled(1 / r[j][j], q[j]);
      projected[j] = Vectors.dot(q[j], target);
      Vectors.add(target, -projected[j], q[j]);
    }
    double[] solution = new double[columns.length];
    for (int j = k - 1; j >= 0; j--) {
      double value = projected[j];
      for (int i = j + 1; i < k; i++) {
        value -= r[j][i] * solution[chosen.get(i)];
      }
      solution[chosen.get(j)] = value / r[j][j];
    }
    return solution;
  }

  private static boolean nonNegative(double[] values) {
    for (double value : values) {
      if (!(value >= 0)) {
        return false;
      }
    }
    return true;
  }
}
