package org.isoline.law.interval;

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
    boolean positive = value > 0 && IntStream.of(ranked).allMatch(i -> draws[i] > 0);
    double[] spread = draws.clone();
    for (int rank = 0; rank < ranked.length; rank++) {
      double draw = draws[ranked[rank]];
      spread[ranked[rank]] =
          positive
              ? value * Math.pow(draw / value, factors[rank])
              : value + factors[rank] * (draw - value);
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
