package org.isoline.oracle;

/** Row-major values of a tape node and the gradient of the loss by them. */
final class Matrix {
  final int rows;
  final int cols;
  final double[] value;
  final double[] gradient;

  Matrix(int rows, int cols, double[] value) {
    if (value.length != rows * cols) {
      throw new IllegalArgumentException(
          value.length + " values for a matrix of " + rows + " x " + cols);
    }
    this.rows = rows;
    this.cols = cols;
    this.value = value;
    this.gradient = new double[value.length];
  }

  Matrix(int rows, int cols) {
    this(rows, cols, new double[rows * cols]);
  }

  /** The last dimension becomes the columns, all others together the rows. */
  static Matrix of(Stored stored) {
    int cols = stored.shape().getLast();
    return new Matrix(stored.values().length / cols, cols, stored.values().clone());
  }

  Matrix like() {
    return new Matrix(rows, cols);
  }
}
