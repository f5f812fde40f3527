package org.isoline.law.interval;

/** Student's t distribution. */
final class StudentT {
  private static final int BISECTIONS = 60;

  private StudentT() {}

  /**
   * The t with P(T <= t) = p.
   *
   * @param p above one half, below 1
   * @param freedom degrees of freedom, at least 1
   */
  static double quantile(double p, int freedom) {
    double low = 0;
    double high = 1;
    while (cumulative(high, freedom) < p) {
      high *= 2;
    }
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (cumulative(middle, freedom) < p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /** The quantiles of the middles of {@code count} equal shares, in order. */
  static double[] quantiles(int count, int freedom) {
    double[] values = new double[count];
    for (int i = 0; i < count / 2; i++) {
      values[count - 1 - i] = quantile(1 - (i + 0.5) / count, freedom);
      values[i] = -values[count - 1 - i];
    }
    return values;
  }

  /** P(T <= t) for t >= 0, by the finite sums for whole degrees of freedom (A&S 26.7.3, 26.7.4). */
  static double cumulative(double t, int freedom) {
    double theta = Math.atan(t / Math.sqrt(freedom));
    double cosine = Math.cos(theta);
    double sum = 0;
    if (freedom % 2 == 1) {
      double term = cosine;
      for (int k = 1; k <= freedom - 2; k += 2) {
        sum += term;
        term *= cosine * cosine * (k + 1) / (k + 2);
      }
      return 0.5 + (theta + Math.sin(theta) * sum) / Math.PI;
    }
    double term = 1;
    for (int k = 0; k <= freedom - 2; k += 2) {
      sum += term;
      term *= cosine * cosine * (k + 1) / (k + 2);
    }
    return 0.5 + 0.5 * Math.sin(theta) * sum;
  }
}
