package org.isoline.law.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import org.isoline.law.ComputeLaw;
import org.isoline.law.Estimator;
import org.isoline.law.FitOptions;
import org.isoline.law.LawException;
import org.isoline.law.ParametricLaw;
import org.isoline.law.Point;
import org.isoline.law.Selection;
import org.junit.jupiter.api.Test;

class UncertaintyTest {
  private static final ParametricLaw TRUTH = new ParametricLaw(1.82, 480, 2100, 0.348, 0.366);
  private static final FitOptions OPTIONS = FitOptions.defaults();
  private static final Figures ASKED = new Figures(1e21);

  /** Runs of {@code checkpoints} each, with noise common to a run and noise of each checkpoint. */
  private static Selection runs(
      int sizes, int seeds, int checkpoints, double common, double own, long seed) {
    Random random = new Random(seed);
    List<Point> points = new ArrayList<>();
    for (int size = 0; size < sizes; size++) {
      double n = 2e7 * Math.pow(300, size / (sizes - 1.0));
      for (int replicate = 0; replicate < seeds; replicate++) {
        double shared = common * random.nextGaussian();
        for (int i = 1; i <= checkpoints; i++) {
          double d = 3e11 * Math.pow(i / (double) checkpoints, 2);
          double loss = TRUTH.loss(n, d) * Math.exp(shared + own * random.nextGaussian());
          points.add(new Point(size + "/" + replicate, "s" + size, n, d, 6 * n * d, loss));
        }
      }
    }
    return Selection.of(points);
  }

  private static Intervals intervals(Selection selection, Estimator estimator, Scheme scheme) {
    ComputeLaw law = estimator.fit(selection, OPTIONS).fitted().orElseThrow();
    return new Uncertainty(estimator, OPTIONS, selection, law, ASKED).under(scheme);
  }

  @Test
  void theSameSeedGivesTheSameBitsOnAnyNumberOfThreads() throws Exception {
    Selection selection = runs(6, 2, 6, 0.002, 0.002, 1);
    Scheme scheme = new Scheme.Runs(40, 7);
    Intervals one;
    try (ForkJoinPool pool = new ForkJoinPool(1)) {
      one = pool.submit(() -> intervals(selection, Estimator.PARAMETRIC, scheme)).get();
    }
    assertThat(intervals(selection, Estimator.PARAMETRIC, scheme)).isEqualTo(one);
    assertThat(intervals(selection, Estimator.PARAMETRIC, new Scheme.Runs(40, 8)).figures())
        .isNotEqualTo(one.figures());
    assertThat(one.draws()).isEqualTo(40);
    assertThat(one.figures()).containsKeys("E", "alpha", "a", "loss@1.0E21", "tokens@1.0E21");
  }

  /** Neighbouring draws must not be the same numbers, moved on by one. */
  @Test
  void drawsAreIndependentOfEachOther() {
    Selection selection = runs(6, 1, 6, 0.002, 0.002, 1);
    ComputeLaw law = Estimator.PARAMETRIC.fit(selection, OPTIONS).fitted().orElseThrow();
    List<long[]> drawn = Collections.synchronizedList(new ArrayList<>());
    new Uncertainty(Estimator.PARAMETRIC, OPTIONS, selection, law, ASKED)
        .laws(
            50,
            3,
            random -> {
              drawn.add(random.longs(5).toArray());
              return selection;
            });
    long distinct = drawn.stream().flatMapToLong(java.util.Arrays::stream).distinct().count();
    assertThat(distinct).isEqualTo(250);
  }

  /** With independent rows, run draws and sign flips see the same noise as theory does. */
  @Test
  void schemesAgreeOnIndependentPoints() {
    Selection rows = runs(8, 12, 1, 0, 0.005, 4);
    List<Point> spread = new ArrayList<>();
    for (int i = 0; i < rows.points().size(); i++) {
      Point p = rows.points().get(i);
      double d = 2e9 * Math.pow(150, (i % 12) / 11.0);
      double noise = p.loss() / TRUTH.loss(p.n(), p.d());
      spread.add(
          new Point(p.run(), p.size(), p.n(), d, 6 * p.n() * d, TRUTH.loss(p.n(), d) * noise));
    }
    Selection selection = Selection.of(spread);
    Intervals byRun = intervals(selection, Estimator.PARAMETRIC, new Scheme.Runs(300, 1));
    Intervals bySign = intervals(selection, Estimator.PARAMETRIC, new Scheme.Residuals(300, 1, 1));
    for (String name : List.of("alpha", "beta", "loss@1.0E21")) {
      assertThat(byRun.of(name).orElseThrow().standardError())
          .isCloseTo(bySign.of(name).orElseThrow().standardError(), withinPercentage(45));
    }
    assertThat(byRun.warnings()).anyMatch(w -> w.contains("every row counts as a run"));
  }

  @Test
  void noiseThatARunSharesIsSeenByRunsAndNotByCheckpoints() {
    Selection selection = runs(10, 2, 8, 0.01, 0.0005, 2);
    double byRun =
        error(intervals(selection, Estimator.PARAMETRIC, new Scheme.Runs(200, 1)), "loss@1.0E21");
    double byCheckpoint =
        error(
            intervals(selection, Estimator.PARAMETRIC, new Scheme.Residuals(200, 1, 1)),
            "loss@1.0E21");
    assertThat(byRun).isGreaterThan(1.5 * byCheckpoint);
  }

  private static double error(Intervals intervals, String name) {
    return intervals.of(name).orElseThrow().standardError();
  }

  @Test
  void theJackknifePrintsEverySetAndIsWide() {
    Selection selection = runs(6, 1, 10, 0.004, 0.001, 5);
    Intervals intervals = intervals(selection, Estimator.PARAMETRIC, new Scheme.Sizes());
    assertThat(intervals.sets()).containsOnlyKeys("s0", "s1", "s2", "s3", "s4", "s5");
    Interval alpha = intervals.of("alpha").orElseThrow();
    double[] without =
        intervals.sets().values().stream().mapToDouble(set -> set.get("alpha")).toArray();
    double mean = java.util.Arrays.stream(without).average().orElseThrow();
    double sum = java.util.Arrays.stream(without).map(v -> (v - mean) * (v - mean)).sum();
    assertThat(alpha.standardError()).isCloseTo(Math.sqrt(5.0 / 6 * sum), withinPercentage(1e-6));
    assertThat(alpha.high95() - alpha.value())
        .isCloseTo(2.57058 * alpha.standardError(), withinPercentage(0.01));
  }

  @Test
  void seedsThatWereNotReplicatedGivePointsAndSaySo() {
    Intervals intervals =
        intervals(runs(6, 1, 8, 0, 0.001, 6), Estimator.PARAMETRIC, new Scheme.Seeds(20, 1));
    Interval alpha = intervals.of("alpha").orElseThrow();
    assertThat(alpha.high95() - alpha.low95()).isLessThan(1e-6);
    assertThat(intervals.warnings()).anyMatch(w -> w.contains("no size was run"));
    assertThat(
            error(
                intervals(
                    runs(6, 3, 8, 0.004, 0.001, 6), Estimator.PARAMETRIC, new Scheme.Seeds(20, 1)),
                "alpha"))
        .isGreaterThan(1e-4);
  }

  @Test
  void everyEstimatorHasIntervals() {
    Selection selection = runs(6, 1, 12, 0.002, 0.001, 8);
    for (Estimator estimator : Estimator.four()) {
      Intervals intervals = intervals(selection, estimator, new Scheme.Runs(30, 1));
      assertThat(intervals.warnings()).as(estimator.id()).isNotEmpty();
      assertThat(intervals.of("a").orElseThrow().standardError()).as(estimator.id()).isPositive();
    }
    assertThat(intervals(selection, Estimator.ISOFLOP, new Scheme.Residuals(20, 1, 4)).draws())
        .isPositive();
  }

  @Test
  void oneDrawIsNoBootstrap() {
    assertThatThrownBy(() -> new Scheme.Runs(1, 1))
        .isInstanceOf(LawException.class)
        .hasMessageContaining("draws = 1");
  }
}
