package org.isoline.law;

import java.util.Optional;

/**
 * Eigenvalues of small symmetric matrices by Jacobi rotations (Golub and Van Loan, Matrix
 * Computations, 8.5).
 */
final class SymmetricMatrix {
  private static final int MAX_SWEEPS = 60;

  private SymmetricMatrix() {}

  /**
   * Largest over smallest eigenvalue of a positive semidefinite matrix; infinite if it is singular.
   */
  static double condition(double[][] matrix) {
    double largest = 0;
    double smallest = Double.POSITIVE_INFINITY;
    for (double eigenvalue : eigenvalues(matrix)) {
      largest = Math.max(largest, eigenvalue);
      smallest = Math.min(smallest, eigenvalue);
    }
    return smallest > 0 ? largest / smallest : Double.POSITIVE_INFINITY;
  }

  /** The eigenvalues, in no order. */
  static double[] eigenvalues(double[][] matrix) {
    int n = matrix.length;
    double[][] a = new double[n][];
    for (int i = 0; i < n; i++) {
      a[i] = matrix[i].clone();
    }
    boolean rotated = true;
    for (int sweep = 0; rotated && sweep < MAX_SWEEPS; sweep++) {
      rotated = false;
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          if (Math.abs(a[p][q]) > 1e-17 * Math.sqrt(Math.abs(a[p][p] * a[q][q]))) {
            rotate(a, p, q);
            rotated = true;
          }
        }
      }
    }
    double[] diagonal = new double[n];
    for (int i = 0; i < n; i++) {
      diagonal[i] = a[i][i];
    }
    return diagonal;
  }

  /** The inverse of a positive definite matrix by Gauss-Jordan elimination; empty if singular. */
  static Optional<double[][]> inverse(double[][] matrix) {
    int n = matrix.length;
    double[][] left = new double[n][];
    double[][] right = new double[n][n];
    for (int i = 0; i < n; i++) {
      left[i] = matrix[i].clone();
      right[i][i] = 1;
    }
    for (int pivot = 0; pivot < n; pivot++) {
      double scale = left[pivot][pivot];
      if (!(scale > 1e-14 * matrix[pivot][pivot])) {
        return Optional.empty();
      }
      for (int k = 0; k < n; k++) {
        left[pivot][k] /= scale;
        right[pivot][k] /= scale;
      }
      for (int row = 0; row < n; row++) {
        double factor = left[row][pivot];
        if (row != pivot && factor != 0) {
          Vectors.add(left[row], -factor, left[pivot]);
          Vectors.add(right[row], -factor, right[pivot]);
        }
      }
    }
    return Optional.of(right);
  }

  /** {@code T M T^T}. */
  static double[][] transformed(double[][] matrix, double[][] t) {
    int n = matrix.length;
    double[][] product = new double[n][n];
    for (int i = 0; i < n; i++) {
      double[] row = new double[n];
      for (int k = 0; k < n; k++) {
        Vectors.add(row, t[i][k], matrix[k]);
      }
      for (int j = 0; j < n; j++) {
        product[i][j] = Vectors.dot(row, t[j]);
      }
    }
    return product;
  }

  /** The correlation of two variables of a covariance matrix. */
  static double correlation(double[][] covariance, int i, int j) {
    return covariance[i][j] / Math.sqrt(covariance[i][i] * covariance[j][j]);
  }

  private static void rotate(double[][] a, int p, int q) {
    double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
    double c = 1 / Math.hypot(t, 1);
    double s = t * c;
    for (int k = 0; k < a.length; k++) {
      double kp = a[k][p];
      double kq = a[k][q];
      a[k][p] = c * kp - s * kq;
      a[k][q] = s * kp + c * kq;
    }
    for (int k = 0; k < a.length; k++) {
      double pk = a[p][k];
      double qk = a[q][k];
      a[p][k] = c * pk - s * qk;
      a[q][k] = s * pk + c * qk;
    }
  }
}
