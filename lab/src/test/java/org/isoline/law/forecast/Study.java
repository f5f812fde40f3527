package org.isoline.law.forecast;

import java.util.ArrayList;
import java.util.List;
import org.isoline.law.ComputeCount;
import org.isoline.law.Convention;
import org.isoline.law.LossColumn;
import org.isoline.law.Observation;
import org.isoline.law.ParameterCount;
import org.isoline.law.ParametricLaw;
import org.isoline.law.Point;
import org.isoline.law.Selection;
import org.isoline.law.SelectionRule;

/** Simulated studies of a known law, as tables. */
final class Study {
  static final ParametricLaw LAW = Calibration.TRUTH;
  static final double[] SIZES = {20e6, 85e6, 302e6, 1.08e9, 2.8e9, 6.4e9};
  static final Convention TOTAL =
      new Convention(ParameterCount.TOTAL, ComputeCount.SIX_ND, LossColumn.VALIDATION);

  private Study() {}

  /** Six sizes of eight checkpoints with half a percent of noise. */
  static List<Observation> table(long seed) {
    return table(new Simulation(LAW, Grid.curves(SIZES, 300e9, 8), new Noise(0.005, 0)), seed);
  }

  static List<Observation> table(Simulation simulation, long seed) {
    List<Observation> rows = new ArrayList<>();
    for (Point point : simulation.points(seed, 0).points()) {
      rows.add(row(point.run(), point.n(), point.d(), point.loss()));
    }
    return rows;
  }

  static Observation row(String run, double n, double d, double loss) {
    return new Observation(
        "tnl",
        "N=" + n,
        run,
        1,
        (long) (d / 1e6),
        d,
        1e13,
        Double.NaN,
        n,
        Double.NaN,
        Double.NaN,
        6 * n * d,
        Double.NaN,
        loss,
        Double.NaN,
        Double.NaN,
        "",
        Double.NaN,
        Double.NaN);
  }

  static Selection selection(List<Observation> rows) {
    return Selection.of(rows, TOTAL, SelectionRule.afterWarmup());
  }
}
