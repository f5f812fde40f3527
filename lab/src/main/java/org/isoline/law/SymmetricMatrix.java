package org.isoline.law;

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
