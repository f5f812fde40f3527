package org.isoline.law.forecast;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.isoline.law.LossLaw;
import org.isoline.law.Point;
import org.isoline.law.Selection;

/**
 * A grid as it would be measured if a law were true: ln L = ln L(N, D) + run noise + checkpoint
 * noise, both normal. C is 6 N D.
 *
 * @param law the truth
 * @param grid the runs
 * @param noise about the law
 */
public record Simulation(LossLaw law, Grid grid, Noise noise) {
  private static final double FLOP_PER_PARAMETER_AND_TOKEN = 6;

  /** Checks that nothing is missing. */
  public Simulation {
    Objects.requireNonNull(law, "law");
    Objects.requireNonNull(grid, "grid");
    Objects.requireNonNull(noise, "noise");
  }

  /** The points of one repeat; the same for the same seed and index. */
  public Selection points(long seed, int repeat) {
    // Hashed first: generators of seeds a constant apart can run through the same numbers.
    SplittableRandom random = new SplittableRandom(new SplittableRandom(seed + repeat).nextLong());
    List<Point> points = new ArrayList<>();
    for (Grid.Run run : grid.runs()) {
      double common = noise.run() * random.nextGaussian();
      for (double d : run.tokens()) {
        double own = noise.checkpoint() * random.nextGaussian();
        points.add(
            new Point(
                run.name(),
                "N=" + run.parameters(),
                run.parameters(),
                d,
                FLOP_PER_PARAMETER_AND_TOKEN * run.parameters() * d,
                law.loss(run.parameters(), d) * Math.exp(common + own),
                run.budget()));
      }
    }
    return Selection.of(points);
  }
}
