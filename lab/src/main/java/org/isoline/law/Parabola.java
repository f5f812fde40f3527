package org.isoline.law;

/**
 * {@code y = c0 + c1 (x - centre) + c2 (x - centre)^2} by least squares.
 *
 * @param centre mean of x
 * @param c0 y at the centre
 * @param c1 slope at the centre
 * @param c2 half the second derivative; NaN with fewer than three distinct x
 */
record Parabola(double centre, double c0, double c1, double c2) {

  /**
   * Fits by orthogonal polynomials: 1, x and x^2 made orthogonal on the points, which needs no
   * matrix and loses no digits however narrow the range is.
   */
  static Parabola fit(double[] x, double[] y) {
    double centre = Line.mean(x);
    double meanY = Line.mean(y);
    double sxx = 0;
    double sxxx = 0;
    double sxy = 0;
    for (int i = 0; i < x.length; i++) {
      double u = x[i] - centre;
      sxx += u * u;
      sxxx += u * u * u;
      sxy += u * (y[i] - meanY);
    }
    double shift = sxxx / sxx;
    double constant = sxx / x.length;
    double square = 0;
    double along = 0;
    for (int i = 0; i < x.length; i++) {
      double u = x[i] - centre;
      double q = u * u - shift * u - constant;
      square += q * q;
      along += q * (y[i] - meanY);
    }
    double scale = constant * constant * x.length;
    double c2 = square > 1e-20 * scale ? along / square : Double.NaN;
    return new Parabola(centre, meanY - c2 * constant, sxy / sxx - c2 * shift, c2);
  }

  /** Where the slope is zero. */
  double vertex() {
    return centre - c1 / (2 * c2);
  }

  double at(double x) {
    double u = x - centre;
    return c0 + u * (c1 + u * c2);
  }
}
