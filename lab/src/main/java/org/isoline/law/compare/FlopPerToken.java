package org.isoline.law.compare;

import java.util.List;
import org.isoline.law.ComputeCount;
import org.isoline.law.Point;
import org.isoline.law.PowerLaw;
import org.isoline.law.PowerLawFit;
import org.isoline.law.Selection;

/**
 * FLOP per token of an architecture as a function of its size, phi(N) = k N^s.
 *
 * @param law phi
 * @param error largest relative difference from a size that was measured
 * @param known false where C cannot be counted and 6 N stands in
 */
record FlopPerToken(PowerLaw law, double error, boolean known) {
  private static final PowerLaw SIX_N = new PowerLaw(6, 1);

  static FlopPerToken of(Selection selection) {
    boolean closed =
        selection.convention().map(c -> c.compute() == ComputeCount.SIX_ND).orElse(true);
    if (closed) {
      return new FlopPerToken(SIX_N, 0, true);
    }
    List<Point> counted =
        selection.points().stream().filter(p -> p.c() > 0 && Double.isFinite(p.c())).toList();
    double[] n = counted.stream().mapToDouble(Point::n).toArray();
    double[] phi = counted.stream().mapToDouble(p -> p.c() / p.d()).toArray();
    return PowerLawFit.fit(n, phi)
        .fitted()
        .map(law -> new FlopPerToken(law, largest(law, n, phi), true))
        .orElseGet(() -> new FlopPerToken(SIX_N, Double.NaN, false));
  }

  boolean isSixN() {
    return law.equals(SIX_N);
  }

  private static double largest(PowerLaw law, double[] n, double[] phi) {
    double largest = 0;
    for (int i = 0; i < n.length; i++) {
      largest = Math.max(largest, Math.abs(law.evaluate(n[i]) / phi[i] - 1));
    }
    return largest;
  }
}
