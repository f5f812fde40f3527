package org.isoline.law.interval;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Draws about a law whose noise was estimated from few runs, spread as Student's t says they should
 * be.
 *
 * <p>A bootstrap takes the scatter between runs for known. From R runs it is known with few degrees
 * of freedom f, and the deviation at probability p is t_f(p) / z(p) times as large, which is what
 * the draw of that rank is moved by: in ln of a positive figure, else as it is. (The idea of the
 * bootstrap-t, with the t of the textbook in place of a second bootstrap: Efron and Tibshirani,
 * chapter 12.)
 */
final class FewRuns {
  /** With more degrees of freedom t and the normal distribution differ by less than 1.5 %. */
  private static final int MANY = 80;

  /** Stands for the normal distribution. */
  private static final int NORMAL = 400;

  private FewRuns() {}

  /** The draws spread; the same where there are many degrees of freedom. */
  static double[] spread(double value, double[] draws, int freedom) {
    return spread(value, draws, freedom, false);
  }

  /**
   * The draws spread.
   *
   * @param share whether the figure lies between 0 and 1 by its definition; it is then moved in ln
   *     (p / (1 - p)), so that no draw leaves that range
   */
  static double[] spread(double value, double[] draws, int freedom, boolean share) {
    if (share) {
      double[] moved = Arrays.stream(draws).map(p -> Math.log(p / (1 - p))).toArray();
      double[] spread = additive(Math.log(value / (1 - value)), moved, freedom);
      return Arrays.stream(spread).map(x -> 1 / (1 + Math.exp(-x))).toArray();
    }
    boolean positive =
        value > 0 && Arrays.stream(draws).filter(Double::isFinite).allMatch(d -> d > 0);
    if (!positive) {
      return additive(value, draws, freedom);
    }
    double[] spread =
        additive(Math.log(value), Arrays.stream(draws).map(Math::log).toArray(), freedom);
    return Arrays.stream(spread).map(Math::exp).toArray();
  }

  private static double[] additive(double value, double[] draws, int freedom) {
    if (freedom >= MANY) {
      return draws;
    }
    int[] ranked =
        IntStream.range(0, draws.length)
            .filter(i -> Double.isFinite(draws[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> draws[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] factors = factors(ranked.length, freedom);
    double[] spread = draws.clone();
    for (int rank = 0; rank < ranked.length; rank++) {
      double draw = draws[ranked[rank]];
      spread[ranked[rank]] = value + factors[rank] * (draw - value);
    }
    return spread;
  }

  private static double[] factors(int count, int freedom) {
    double[] student = StudentT.quantiles(count, freedom);
    double[] normal = StudentT.quantiles(count, NORMAL);
    double[] factors = new double[count];
    for (int i = 0; i < count; i++) {
      factors[i] = normal[i] == 0 ? 1 : student[i] / normal[i];
    }
    return factors;
  }
}
