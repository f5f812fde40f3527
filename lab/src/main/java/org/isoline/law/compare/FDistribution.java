package org.isoline.law.compare;

/** Fisher's F distribution. */
final class FDistribution {
  private static final int MAX_TERMS = 1000;
  private static final double PRECISION = 1e-15;
  private static final double TINY = 1e-300;

  /** Lanczos coefficients for g = 7, n = 9 (Godfrey 2001). */
  private static final double[] LANCZOS = {
    0.99999999999980993,
    676.5203681218851,
    -1259.1392167224028,
    771.32342877765313,
    -176.61502916214059,
    12.507343278686905,
    -0.13857109526572012,
    9.9843695780195716e-6,
    1.5056327351493116e-7
  };

  private FDistribution() {}

  /**
   * P(F &gt;= f) with {@code m} and {@code n} degrees of freedom, I_x(n/2, m/2) at x = n / (n + m
   * f) (Abramowitz and Stegun 26.6.2).
   */
  static double above(double f, double m, double n) {
    return Double.isNaN(f)
        ? Double.NaN
        : incompleteBeta(n / (n + m * Math.max(f, 0)), n / 2, m / 2);
  }

  /**
   * The regularised incomplete beta function I_x(a, b), by its continued fraction (A&amp;S 26.5.8)
   * where that converges fast and 1 - I_(1-x)(b, a) elsewhere.
   */
  static double incompleteBeta(double x, double a, double b) {
    if (x <= 0 || x >= 1) {
      return x <= 0 ? 0 : 1;
    }
    double front =
        Math.exp(
            logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
    return x < (a + 1) / (a + b + 2)
        ? front * fraction(x, a, b) / a
        : 1 - front * fraction(1 - x, b, a) / b;
  }

  /** The continued fraction by the modified method of Lentz. */
  private static double fraction(double x, double a, double b) {
    double c = 1;
    double d = 1 / away(1 - (a + b) * x / (a + 1));
    double value = d;
    for (int m = 1; m <= MAX_TERMS; m++) {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / away(1 + even * d);
      c = away(1 + even / c);
      value *= d * c;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / away(1 + odd * d);
      c = away(1 + odd / c);
      value *= d * c;
      if (Math.abs(d * c - 1) < PRECISION) {
        break;
      }
    }
    return value;
  }

  private static double away(double value) {
    return Math.abs(value) < TINY ? TINY : value;
  }

  /** ln Gamma(x) for x &gt; 0. */
  static double logGamma(double x) {
    double sum = LANCZOS[0];
    for (int i = 1; i < LANCZOS.length; i++) {
      sum += LANCZOS[i] / (x - 1 + i);
    }
    double t = x + 6.5;
    return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
  }
}
