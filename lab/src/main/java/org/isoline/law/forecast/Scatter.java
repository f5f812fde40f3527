package org.isoline.law.forecast;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.isoline.law.ComputeCount;
import org.isoline.law.ComputeLaw;
import org.isoline.law.EnvelopeLaws;
import org.isoline.law.IsoFlopLaws;
import org.isoline.law.LossLaw;
import org.isoline.law.Point;
import org.isoline.law.Selection;
import org.isoline.law.interval.Interval;

/**
 * How far measured losses lie from a law: its residuals of ln L, stretched by sqrt(n / (n - p))
 * since a fit of p coefficients bends towards its n points.
 */
record Scatter(double[] residuals) {
  private static final int SURFACE_COEFFICIENTS = 5;
  private static final int POWER_COEFFICIENTS = 2;
  private static final int SAMPLES = 4000;

  static Scatter about(ComputeLaw law, Selection selection) {
    return switch (law) {
      case LossLaw surface -> about(surface, selection.points());
      case EnvelopeLaws envelope ->
          stretched(
              envelope.points().stream()
                  .mapToDouble(
                      p ->
                          Math.log(
                              p.loss()
                                  / law.lossAt(p.compute() * ComputeCount.FLOP_PER_PFLOPS_DAY)))
                  .toArray(),
              POWER_COEFFICIENTS);
      case IsoFlopLaws parabolas ->
          stretched(
              parabolas.budgets().stream()
                  .filter(b -> b.excluded().isEmpty())
                  .mapToDouble(
                      b ->
                          Math.log(
                              b.loss()
                                  / law.lossAt(b.compute() * ComputeCount.FLOP_PER_PFLOPS_DAY)))
                  .toArray(),
              POWER_COEFFICIENTS);
      default -> new Scatter(new double[] {0});
    };
  }

  private static Scatter about(LossLaw law, List<Point> points) {
    return stretched(
        points.stream().mapToDouble(p -> Math.log(p.loss() / law.loss(p.n(), p.d()))).toArray(),
        SURFACE_COEFFICIENTS);
  }

  private static Scatter stretched(double[] residuals, int coefficients) {
    int n = residuals.length;
    double factor = n > coefficients ? Math.sqrt((double) n / (n - coefficients)) : 1;
    return new Scatter(Arrays.stream(residuals).map(r -> factor * r).toArray());
  }

  /**
   * Where a measured loss will lie: draws of the law's loss, each moved by a residual drawn at
   * random.
   */
  Interval band(double value, double[] draws, long seed) {
    double[] usable = Arrays.stream(draws).filter(d -> d > 0 && Double.isFinite(d)).toArray();
    if (usable.length < 2) {
      return Interval.unknown(value);
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] moved = new double[Math.max(SAMPLES, usable.length)];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = usable[i % usable.length] * Math.exp(residuals[random.nextInt(residuals.length)]);
    }
    return Interval.percentiles(value, moved);
  }
}
