package org.isoline.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParametricFitTest {
  private static final ParametricOptions DEFAULTS = ParametricOptions.defaults();
  private static final double[] TOKENS = Ladder.evenlySpaced(300e9, 32);

  @Test
  void recoversAllFiveParametersFromCleanData() {
    Outcome<ParametricLaw> outcome =
        ParametricFit.fit(
            Ladder.onSurface(Ladder.SURFACE, Ladder.SIX_SIZES, TOKENS),
            Ladder.convention(ComputeCount.SIX_ND),
            DEFAULTS);
    assertThat(outcome).isInstanceOf(Outcome.Converged.class);
    assertRecovered(outcome.fitted().orElseThrow());
    assertThat(outcome.report().pointsUsed()).isEqualTo(192);
    assertThat(outcome.report().warnings()).isEmpty();
    assertThat(outcome.report().diagnostics().get("gradient_norm")).isLessThan(1e-8);
    assertThat(outcome.report().convention()).contains(Ladder.convention(ComputeCount.SIX_ND));
  }

  @Test
  void variableProjectionAgreesWithoutSharingTheSearch() {
    Outcome<ParametricLaw> outcome =
        VariableProjectionFit.fit(
            Ladder.onSurface(Ladder.SURFACE, Ladder.SIX_SIZES, TOKENS),
            Ladder.convention(ComputeCount.SIX_ND),
            DEFAULTS);
    assertThat(outcome).isInstanceOf(Outcome.Converged.class);
    assertRecovered(outcome.fitted().orElseThrow());
  }

  @Test
  void hoffmannsStartsFindTheSameOptimumOnNoisyData() {
    List<Point> points =
        noisy(Ladder.logSpaced(1e8, 1e10, 4), Ladder.logSpaced(1e9, 1e11, 4), 0.005, 7);
    Outcome<ParametricLaw> few = ParametricFit.fit(points, DEFAULTS);
    Outcome<ParametricLaw> many = ParametricFit.fit(points, DEFAULTS.withStarts(Starts.HOFFMANN));
    assertThat(many.report().diagnostics().get("starts")).isEqualTo(4500.0);
    assertThat(few.report().objective()).isCloseTo(many.report().objective(), within(1e-10));
  }

  @Test
  void oneOutlierHardlyMovesTheHuberFit() {
    List<Point> points = new ArrayList<>(noisy(Ladder.SIX_SIZES, TOKENS, 0.0005, 3));
    Point spoiled = points.get(100);
    points.set(100, Ladder.point(spoiled.n(), spoiled.d(), 1.5 * spoiled.loss()));
    ParametricLaw huber = ParametricFit.fit(points, DEFAULTS).fitted().orElseThrow();
    ParametricLaw squares =
        ParametricFit.fit(points, DEFAULTS.withDelta(100)).fitted().orElseThrow();
    assertThat(Math.abs(huber.alpha() - 0.348)).isLessThan(0.01);
    assertThat(Math.abs(squares.alpha() - 0.348))
        .isGreaterThan(2 * Math.abs(huber.alpha() - 0.348));
  }

  @Test
  void gradientEqualsFiniteDifferences() {
    LossSurface surface = LossSurface.of(noisy(Ladder.SIX_SIZES, TOKENS, 0.01, 11));
    double[] theta = {-0.4, -0.7, 0.6, 0.31, 0.4};
    for (double delta : new double[] {1e-3, 10}) {
      HuberObjective objective = new HuberObjective(surface, delta, 3);
      assertGradient(objective, theta);
    }
    assertGradient(new ProjectedObjective(surface, 3), new double[] {-1.1, -0.8});
  }

  @Test
  void closedFormsMinimiseTheLossAlongABudget() {
    double flop = 1e21;
    ParametricLaw law = Ladder.SURFACE;
    double n = law.optimalParameters(flop);
    double d = law.optimalTokens(flop);
    assertThat(6 * n * d).isCloseTo(flop, withinPercentage(1e-9));
    assertThat(law.optimalLoss(flop)).isCloseTo(law.loss(n, d), within(1e-12));
    for (double factor : new double[] {0.9, 1.1}) {
      assertThat(law.loss(n * factor, d / factor)).isGreaterThan(law.optimalLoss(flop));
    }
    assertThat(law.parametersExponent()).isCloseTo(0.5126, within(5e-5));
    assertThat(law.parametersExponent() + law.tokensExponent()).isCloseTo(1, within(1e-15));
    double slope = Math.log(law.optimalParameters(1e23) / n) / Math.log(100);
    assertThat(slope).isCloseTo(law.parametersExponent(), within(1e-12));
  }

  @Test
  void resampledRowsRepeatPoints() {
    Selection selection = Selection.of(noisy(Ladder.SIX_SIZES, TOKENS, 0.002, 5));
    int[] rows = new Random(1).ints(192, 0, 192).toArray();
    Outcome<ParametricLaw> again = ParametricFit.fit(selection.rows(rows), DEFAULTS);
    Outcome<ParametricLaw> identity =
        ParametricFit.fit(selection.rows(IntStream.range(0, 192).toArray()), DEFAULTS);
    assertThat(identity.fitted()).isEqualTo(ParametricFit.fit(selection, DEFAULTS).fitted());
    assertThat(again.fitted()).isNotEqualTo(identity.fitted());
    assertThat(again.fitted().orElseThrow().alpha()).isCloseTo(0.348, within(0.03));
  }

  @Test
  void saysWhichLossesItCouldNotUse() {
    List<Point> points = new ArrayList<>(noisy(Ladder.SIX_SIZES, TOKENS, 0, 1));
    points.add(Ladder.point(1e8, 1e9, Double.NaN));
    points.add(Ladder.point(1e8, 1e9, 0));
    points.add(Ladder.point(1e8, 1e9, -2));
    points.add(Ladder.point(1e8, Double.POSITIVE_INFINITY, 3));
    Outcome<ParametricLaw> outcome = ParametricFit.fit(points, DEFAULTS);
    assertThat(outcome).isInstanceOf(Outcome.Converged.class);
    assertThat(outcome.report().dropped())
        .extracting(Dropped::reason)
        .containsExactly(
            "loss is unknown or not a number",
            "loss = 0.0 is not a positive number",
            "loss = -2.0 is not a positive number",
            "D = Infinity is not a positive number");
  }

  @Test
  void fewerPointsThanCoefficientsAreTooFew() {
    List<Point> points = noisy(new double[] {1e8, 1e9}, new double[] {1e9, 1e10}, 0, 1);
    Outcome<ParametricLaw> outcome = ParametricFit.fit(points, DEFAULTS);
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.TooFewPoints.class,
            few -> {
              assertThat(few.have()).isEqualTo(4);
              assertThat(few.need()).isEqualTo(5);
            });
    assertThat(outcome.fitted()).isEmpty();
    assertThat(ParametricFit.fit(List.<Point>of(), DEFAULTS))
        .isInstanceOf(Outcome.TooFewPoints.class);
  }

  @Test
  void pointsOnALineOfThePlaneDetermineNothing() {
    assertUndetermined(noisy(new double[] {1e8}, TOKENS, 0, 1), "1 distinct value of N");
    assertUndetermined(
        noisy(Ladder.SIX_SIZES, new double[] {1e9, 1e10}, 0, 1), "2 distinct values of D");
    List<Point> fixedRatio = new ArrayList<>();
    for (double n : Ladder.logSpaced(1e7, 1e10, 12)) {
      fixedRatio.add(Ladder.point(n, 20 * n, Ladder.SURFACE.loss(n, 20 * n)));
    }
    assertUndetermined(fixedRatio, "D/N is the same");
  }

  @Test
  void aLawWithoutFloorOrWithoutAnEffectOfSizeIsAtABoundary() {
    ParametricLaw noFloor = new ParametricLaw(0, 12, 30, 0.1, 0.12);
    assertThat(ParametricFit.fit(onLaw(noFloor), DEFAULTS))
        .isInstanceOfSatisfying(
            Outcome.AtBoundary.class, b -> assertThat(b.which()).startsWith("E is 0"));
    ParametricLaw noSize = new ParametricLaw(1.8, 0, 2100, 0.3, 0.366);
    assertThat(ParametricFit.fit(onLaw(noSize), DEFAULTS).status()).isNotEqualTo("converged");
    ParametricLaw rising = new ParametricLaw(1.8, 1e-3, 2100, -0.2, 0.366);
    assertThat(ParametricFit.fit(onLaw(rising), DEFAULTS))
        .isInstanceOfSatisfying(
            Outcome.AtBoundary.class, b -> assertThat(b.which()).startsWith("alpha"));
  }

  @Test
  void anInterruptedSearchIsNotConverged() {
    ParametricOptions hasty =
        new ParametricOptions(1e-3, Starts.CENTRED, 2, 1e-8, SelectionRule.afterWarmup());
    assertThat(ParametricFit.fit(noisy(Ladder.SIX_SIZES, TOKENS, 0.01, 2), hasty))
        .isInstanceOfSatisfying(
            Outcome.NotConverged.class, n -> assertThat(n.gradientNorm()).isGreaterThan(1e-8));
  }

  @Test
  void narrowLaddersAreWarnedAbout() {
    double[] sizes = Ladder.logSpaced(1e8, 4e8, 4);
    Outcome<ParametricLaw> outcome =
        ParametricFit.fit(noisy(sizes, Ladder.logSpaced(1e9, 2e9, 8), 0.001, 9), DEFAULTS);
    assertThat(outcome.report().warnings())
        .anyMatch(w -> w.startsWith("the sizes span 0.60 decades"))
        .anyMatch(w -> w.startsWith("D/N spans 0.90 decades"));
  }

  @Test
  void impossibleOptionsAreRefused() {
    assertThatThrownBy(() -> DEFAULTS.withDelta(0))
        .isInstanceOf(LawException.class)
        .hasMessageContaining("delta");
  }

  private static List<Point> onLaw(ParametricLaw law) {
    List<Point> points = new ArrayList<>();
    for (double n : Ladder.SIX_SIZES) {
      for (double d : TOKENS) {
        points.add(Ladder.point(n, d, law.loss(n, d)));
      }
    }
    return points;
  }

  private static List<Point> noisy(double[] sizes, double[] tokens, double noise, long seed) {
    Random random = new Random(seed);
    List<Point> points = new ArrayList<>();
    for (double n : sizes) {
      for (double d : tokens) {
        points.add(
            Ladder.point(
                n, d, Ladder.SURFACE.loss(n, d) * Math.exp(noise * random.nextGaussian())));
      }
    }
    return points;
  }

  private static void assertRecovered(ParametricLaw law) {
    assertThat(law.e()).isCloseTo(1.82, withinPercentage(0.01));
    assertThat(law.a()).isCloseTo(480, withinPercentage(0.01));
    assertThat(law.b()).isCloseTo(2100, withinPercentage(0.01));
    assertThat(law.alpha()).isCloseTo(0.348, withinPercentage(0.01));
    assertThat(law.beta()).isCloseTo(0.366, withinPercentage(0.01));
  }

  private static void assertUndetermined(List<Point> points, String reason) {
    assertThat(ParametricFit.fit(points, DEFAULTS))
        .isInstanceOfSatisfying(
            Outcome.Undetermined.class, u -> assertThat(u.reason()).contains(reason));
  }

  private static void assertGradient(Objective objective, double[] x) {
    double[] gradient = new double[x.length];
    objective.evaluate(x, gradient);
    double h = 1e-6;
    for (int i = 0; i < x.length; i++) {
      double[] up = x.clone();
      double[] down = x.clone();
      up[i] += h;
      down[i] -= h;
      double[] unused = new double[x.length];
      double slope = (objective.evaluate(up, unused) - objective.evaluate(down, unused)) / (2 * h);
      assertThat(gradient[i]).isCloseTo(slope, within(1e-6 * (1 + Math.abs(slope))));
    }
  }
}
