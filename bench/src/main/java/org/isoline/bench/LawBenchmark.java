package org.isoline.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.isoline.law.Estimator;
import org.isoline.law.FitOptions;
import org.isoline.law.Outcome;
import org.isoline.law.ParametricFit;
import org.isoline.law.ParametricLaw;
import org.isoline.law.ParametricOptions;
import org.isoline.law.Point;
import org.isoline.law.Selection;
import org.isoline.law.Starts;
import org.isoline.law.interval.Figures;
import org.isoline.law.interval.Intervals;
import org.isoline.law.interval.Scheme;
import org.isoline.law.interval.Uncertainty;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What waiting for a law takes, in seconds on all processors: 240 runs on a known surface with 0.5
 * % of noise, as many as there are points in the digitised figure of Hoffmann et al. The first call
 * of a process, which people wait for, is the cold one: read the first iteration.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 3)
@Fork(value = 1)
@State(Scope.Benchmark)
public class LawBenchmark {
  private static final int RUNS = 240;
  private static final double NOISE = 0.005;
  private static final ParametricLaw SURFACE = new ParametricLaw(1.82, 480, 2100, 0.348, 0.366);

  private Selection selection;
  private ParametricLaw law;

  /** Draws the points. */
  @Setup
  public void prepare() {
    Random random = new Random(1);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      double n = 5e7 * Math.pow(300, random.nextDouble());
      double d = n * Math.pow(10, 2.5 * random.nextDouble());
      double loss = SURFACE.loss(n, d) * Math.exp(NOISE * random.nextGaussian());
      points.add(new Point("run " + i, "size " + i % 40, n, d, 6 * n * d, loss));
    }
    selection = Selection.of(points);
    law = ParametricFit.fit(selection, ParametricOptions.defaults()).fitted().orElseThrow();
  }

  /** The grid of Hoffmann et al.: 4,500 starts. */
  @Benchmark
  public Outcome<ParametricLaw> hoffmannsStarts() {
    return ParametricFit.fit(selection, ParametricOptions.defaults().withStarts(Starts.HOFFMANN));
  }

  /** A thousand refits. */
  @Benchmark
  public Intervals thousandDraws() {
    return new Uncertainty(
            Estimator.PARAMETRIC, FitOptions.defaults(), selection, law, new Figures(1e21))
        .under(new Scheme.Runs(1000, 1));
  }
}
