package org.isoline.law;

/**
 * A straight line by ordinary least squares.
 *
 * @param intercept at x = 0
 * @param slope dy/dx; NaN if all x are equal
 * @param residualSumOfSquares at the optimum
 */
record Line(double intercept, double slope, double residualSumOfSquares) {
  static Line fit(double[] x, double[] y) {
    double meanX = mean(x);
    double meanY = mean(y);
    double sxx = 0;
    double sxy = 0;
    for (int i = 0; i < x.length; i++) {
      sxx += (x[i] - meanX) * (x[i] - meanX);
      sxy += (x[i] - meanX) * (y[i] - meanY);
    }
    double slope = spread(x) > 0 ? sxy / sxx : Double.NaN;
    double residuals = 0;
    for (int i = 0; i < x.length; i++) {
      double residual = y[i] - meanY - slope * (x[i] - meanX);
      residuals += residual * residual;
    }
    return new Line(meanY - slope * meanX, slope, residuals);
  }

  double at(double x) {
    return intercept + slope * x;
  }

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** Largest minus smallest value. */
  static double spread(double[] values) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return high - low;
  }
}
