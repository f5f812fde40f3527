package org.isoline.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IsoFlopFitTest {
  private static final IsoFlopOptions DEFAULTS = IsoFlopOptions.defaults();
  private static final double[] BUDGETS = {6e18, 3e19, 1.2e20, 6e20, 3e21};

  /** L = L*(C) + 0.02 (ln N - ln N*(C))^2, an exact parabola in ln N and in ln D = ln (C / 6 N). */
  private static Point bowl(double flop, double offset) {
    double n = best(flop) * Math.exp(offset);
    double loss = 20 * Math.pow(flop, -0.05) + 0.02 * offset * offset;
    return new Point("r" + flop + offset, "N" + n, n, flop / 6 / n, flop, loss);
  }

  private static double best(double flop) {
    return 0.09 * Math.pow(flop, 0.48);
  }

  private static List<Point> bowls(double... offsets) {
    List<Point> points = new ArrayList<>();
    for (double budget : BUDGETS) {
      for (double offset : offsets) {
        points.add(bowl(budget, offset));
      }
    }
    return points;
  }

  private static IsoFlopLaws fitted(List<Point> points) {
    return IsoFlopFit.fit(Selection.of(points), DEFAULTS).fitted().orElseThrow();
  }

  @Test
  void exactParabolasGiveTheExactLaw() {
    IsoFlopLaws laws = fitted(bowls(-1.1, -0.4, 0.2, 0.7, 1.5));
    assertThat(laws.parameters().exponent()).isCloseTo(0.48, within(1e-9));
    assertThat(laws.tokens().exponent()).isCloseTo(0.52, within(1e-9));
    assertThat(laws.loss().exponent()).isCloseTo(-0.05, within(1e-9));
    assertThat(laws.parametersAt(1e21)).isCloseTo(best(1e21), withinPercentage(1e-6));
    assertThat(laws.tokensAt(1e21)).isCloseTo(1e21 / 6 / best(1e21), withinPercentage(1e-6));
    assertThat(laws.lossAt(1e21)).isCloseTo(20 * Math.pow(1e21, -0.05), within(1e-9));
  }

  @Test
  void budgetsThatAreOnlyNearlyEqualAreOne() {
    Random random = new Random(1);
    List<Point> points = new ArrayList<>();
    for (Point p : bowls(-1, -0.5, 0.1, 0.6, 1.2)) {
      double factor = Math.exp(0.03 * random.nextGaussian());
      points.add(new Point(p.run(), p.size(), p.n(), p.d() * factor, p.c() * factor, p.loss()));
    }
    IsoFlopLaws laws = fitted(points);
    assertThat(laws.budgets()).hasSize(5);
    assertThat(laws.parameters().exponent()).isCloseTo(0.48, within(0.02));
    Outcome<IsoFlopLaws> apart =
        IsoFlopFit.fit(
            Selection.of(points),
            new IsoFlopOptions(1e-6, 9, EdgePoints.DROP, SelectionRule.afterWarmup()));
    assertThat(apart).isInstanceOf(Outcome.TooFewPoints.class);
    assertThat(apart.report().dropped()).hasSize(25);
  }

  @Test
  void plannedBudgetsGroupWhateverTheComputeCameTo() {
    List<Point> points = new ArrayList<>();
    double[] offsets = {-1, -0.5, 0.1, 0.6, 1.2};
    for (double budget : BUDGETS) {
      for (int i = 0; i < offsets.length; i++) {
        Point p = bowl(budget, offsets[i]);
        points.add(
            new Point(p.run(), p.size(), p.n(), p.d(), p.c() * (1 + 0.3 * i), p.loss(), budget));
      }
    }
    IsoFlopLaws laws = fitted(points);
    assertThat(laws.budgets()).hasSize(5);
    assertThat(laws.parameters().exponent()).isCloseTo(0.48, within(1e-9));
  }

  @Test
  void budgetsWithoutAMinimumAreReportedAndNotUsed() {
    List<Point> points = new ArrayList<>(bowls(-1, -0.5, 0.1, 0.6, 1.2));
    double[] offsets = {-1, -0.5, 0.5, 1};
    for (double offset : offsets) {
      Point p = bowl(2e22, offset);
      points.add(new Point(p.run(), p.size(), p.n(), p.d(), p.c(), 2 - 0.03 * offset * offset));
    }
    for (double offset : new double[] {1, 1.3, 1.6, 2}) {
      points.add(bowl(1e23, offset));
    }
    points.add(bowl(1e24, 0));
    Outcome<IsoFlopLaws> outcome = IsoFlopFit.fit(Selection.of(points), DEFAULTS);
    IsoFlopLaws laws = outcome.fitted().orElseThrow();
    assertThat(laws.parameters().exponent()).isCloseTo(0.48, within(1e-9));
    assertThat(laws.budgets()).hasSize(8);
    assertThat(outcome.report().pointsUsed()).isEqualTo(25);
    assertThat(outcome.report().dropped())
        .extracting(Dropped::reason)
        .satisfiesExactly(
            r -> assertThat(r).startsWith("not convex"),
            r -> assertThat(r).startsWith("the vertex lies outside"),
            r -> assertThat(r).startsWith("1 models of 1 sizes"));
    IsoFlopOptions keep = new IsoFlopOptions(0.1, 9, EdgePoints.KEEP, SelectionRule.afterWarmup());
    assertThat(IsoFlopFit.fit(Selection.of(points), keep).report().pointsUsed()).isEqualTo(29);
  }

  @Test
  void concaveDataHaveNoLaw() {
    List<Point> points = new ArrayList<>();
    for (Point p : bowls(-1, -0.5, 0.5, 1)) {
      points.add(new Point(p.run(), p.size(), p.n(), p.d(), p.c(), 4 - p.loss() / 3));
    }
    points.replaceAll(
        p -> {
          double x = Math.log(p.n() / best(p.c()));
          return new Point(p.run(), p.size(), p.n(), p.d(), p.c(), 3 - 0.01 * x * x);
        });
    Outcome<IsoFlopLaws> outcome = IsoFlopFit.fit(Selection.of(points), DEFAULTS);
    assertThat(outcome).isInstanceOf(Outcome.NotConvex.class);
    assertThat(outcome.status()).isEqualTo("not_convex");
  }

  /** Training curves have no budgets of their own: they are cut. */
  @Test
  void curvesAreCutAtBudgets() {
    List<Observation> study =
        Ladder.onSurface(Ladder.SURFACE, Ladder.SIX_SIZES, Ladder.logSpaced(1e9, 1e12, 40));
    Selection selection =
        Selection.of(study, Ladder.convention(ComputeCount.SIX_ND), SelectionRule.afterWarmup());
    IsoFlopLaws laws = IsoFlopFit.fit(selection, DEFAULTS).fitted().orElseThrow();
    assertThat(laws.budgets()).hasSize(9);
    assertThat(laws.parameters().exponent())
        .isCloseTo(Ladder.SURFACE.parametersExponent(), within(0.06));
  }

  @Test
  void aParabolaIsTheLeastSquaresOne() {
    Random random = new Random(3);
    double[] x = random.doubles(7, 18, 18.6).toArray();
    double[] y = random.doubles(7, 2, 3).toArray();
    Parabola parabola = Parabola.fit(x, y);
    double[] gradient = new double[3];
    for (int i = 0; i < x.length; i++) {
      double residual = parabola.at(x[i]) - y[i];
      double u = x[i] - 18.3;
      gradient[0] += residual;
      gradient[1] += residual * u;
      gradient[2] += residual * u * u;
    }
    for (double component : gradient) {
      assertThat(component).isCloseTo(0, within(1e-12));
    }
    assertThat(Parabola.fit(new double[] {1, 1, 2, 2}, new double[] {1, 2, 3, 4}).c2()).isNaN();
  }
}
