package org.isoline.law;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The points of a parametric fit in centred logarithms. Measured from the means of ln N and ln D,
 * the coefficient of a term no longer moves with its exponent, which removes most of the
 * ill-conditioning of the problem.
 *
 * @param u ln N minus its mean
 * @param v ln D minus its mean
 * @param y ln L
 * @param meanLogN mean of ln N
 * @param meanLogD mean of ln D
 */
record LossSurface(double[] u, double[] v, double[] y, double meanLogN, double meanLogD) {
  static LossSurface of(List<Point> points) {
    double[] logN = logs(points, Point::n);
    double[] logD = logs(points, Point::d);
    double meanN = Line.mean(logN);
    double meanD = Line.mean(logD);
    return new LossSurface(
        centred(logN, meanN), centred(logD, meanD), logs(points, Point::loss), meanN, meanD);
  }

  int size() {
    return y.length;
  }

  double smallestLoss() {
    return Math.exp(Arrays.stream(y).min().orElseThrow());
  }

  double meanLoss() {
    return Math.exp(Line.mean(y));
  }

  /**
   * The law with {@code e} as its floor and {@code a}, {@code b} as its two terms at the mean of ln
   * N and ln D.
   */
  ParametricLaw law(double e, double a, double b, double alpha, double beta) {
    return new ParametricLaw(
        e, a * Math.exp(alpha * meanLogN), b * Math.exp(beta * meanLogD), alpha, beta);
  }

  /** The coefficients of a law as {@link HuberObjective} takes them. */
  double[] theta(ParametricLaw law) {
    return new double[] {
      Math.log(law.a()) - law.alpha() * meanLogN,
      Math.log(law.b()) - law.beta() * meanLogD,
      Math.log(law.e()),
      law.alpha(),
      law.beta()
    };
  }

  private static double[] logs(List<Point> points, ToDoubleFunction<Point> value) {
    return points.stream().mapToDouble(point -> Math.log(value.applyAsDouble(point))).toArray();
  }

  private static double[] centred(double[] values, double mean) {
    return Arrays.stream(values).map(value -> value - mean).toArray();
  }
}
