package org.isoline.law.compare;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holm's correction for several comparisons (Scand. J. Statist. 6, 1979): with the p in ascending
 * order, p_(i) becomes the largest of (m - j + 1) p_(j) over j &lt;= i, at most 1.
 */
public final class Holm {
  private Holm() {}

  /** Corrected p in the order given; those that are NaN stay so and do not count. */
  public static List<Double> adjust(List<Double> p) {
    int[] order =
        IntStream.range(0, p.size())
            .boxed()
            .filter(i -> !Double.isNaN(p.get(i)))
            .sorted(Comparator.comparingDouble(p::get))
            .mapToInt(Integer::intValue)
            .toArray();
    Double[] adjusted = new Double[p.size()];
    Arrays.fill(adjusted, Double.NaN);
    double least = 0;
    for (int i = 0; i < order.length; i++) {
      least = Math.max(least, Math.min(1, (order.length - i) * p.get(order[i])));
      adjusted[order[i]] = least;
    }
    return List.of(adjusted);
  }
}
