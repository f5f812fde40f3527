package org.isoline.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OvertrainingFitTest {
  private static final ParametricOptions DEFAULTS = ParametricOptions.defaults();
  private static final OvertrainingLaw TRUTH = new OvertrainingLaw(1.51, 141, 190, 0.121);
  private static final double[] RATIOS = {5, 20, 80, 320};

  @Test
  void recoversTheLawFromCleanData() {
    Outcome<OvertrainingLaw> outcome = OvertrainingFit.fit(Selection.of(points(0, 1)), DEFAULTS);
    assertThat(outcome).isInstanceOf(Outcome.Converged.class);
    assertRecovered(outcome.fitted().orElseThrow(), 0.01);
    assertThat(outcome.report().method()).isEqualTo("overtraining");
    assertThat(outcome.report().objective()).isLessThan(1e-12);
  }

  @Test
  void refitsFromNearby() {
    OvertrainingLaw near = new OvertrainingLaw(1.6, 120, 210, 0.13);
    Outcome<? extends ComputeLaw> outcome =
        Estimator.of("overtraining").refit(Selection.of(points(0, 1)), FitOptions.defaults(), near);
    assertThat(outcome.report().diagnostics().get("starts")).isEqualTo(3.0);
    assertRecovered((OvertrainingLaw) outcome.fitted().orElseThrow(), 0.01);
  }

  @Test
  void isTheGeneralLawWithOneExponent() {
    ParametricLaw same = TRUTH.equivalent();
    assertThat(same.alpha()).isEqualTo(same.beta()).isEqualTo(0.242);
    assertThat(TRUTH.loss(4e8, 3e10)).isCloseTo(same.loss(4e8, 3e10), within(1e-12));
    double flop = 1e21;
    double n = TRUTH.parametersAt(flop);
    double d = TRUTH.tokensAt(flop);
    assertThat(6 * n * d).isCloseTo(flop, withinPercentage(1e-9));
    assertThat(d / n).isCloseTo(TRUTH.bestTokensPerParameter(), withinPercentage(1e-9));
    assertThat(TRUTH.lossAt(flop)).isCloseTo(TRUTH.loss(n, d), within(1e-12));
    assertThat(TRUTH.loss(1.2 * n, d / 1.2)).isGreaterThan(TRUTH.lossAt(flop));
  }

  @Test
  void theSharedExponentIsSteadierThanTheGeneralLaw() {
    double shared = 0;
    double general = 0;
    for (int seed = 0; seed < 20; seed++) {
      Selection noisy = Selection.of(points(0.005, seed));
      shared += error(OvertrainingFit.fit(noisy, DEFAULTS));
      general += error(ParametricFit.fit(noisy, DEFAULTS));
    }
    assertThat(shared).isLessThan(general);
  }

  @Test
  void saysWhatTheDataLack() {
    assertThat(OvertrainingFit.fit(Selection.of(points(0, 1).subList(0, 3)), DEFAULTS))
        .isInstanceOfSatisfying(
            Outcome.TooFewPoints.class, few -> assertThat(few.need()).isEqualTo(4));
    List<Point> oneRatio = points(0, 1).stream().filter(p -> p.d() / p.n() == 20).toList();
    assertThat(OvertrainingFit.fit(Selection.of(oneRatio), DEFAULTS))
        .isInstanceOfSatisfying(
            Outcome.Undetermined.class, u -> assertThat(u.reason()).contains("D/N is the same"));
    List<Point> noFloor = onLaw(new OvertrainingLaw(0, 14, 19, 0.05), 0, 1);
    assertThat(OvertrainingFit.fit(Selection.of(noFloor), DEFAULTS))
        .isInstanceOfSatisfying(
            Outcome.AtBoundary.class, b -> assertThat(b.which()).startsWith("E is 0"));
    List<Point> rising = onLaw(new OvertrainingLaw(1.5, 1e-3, 2e-3, -0.1), 0, 1);
    assertThat(OvertrainingFit.fit(Selection.of(rising), DEFAULTS))
        .isInstanceOfSatisfying(
            Outcome.AtBoundary.class, b -> assertThat(b.which()).startsWith("eta is 0"));
  }

  /** Relative error of a prediction far outside: seven billion parameters, 140 tokens each. */
  private static double error(Outcome<? extends LossLaw> outcome) {
    double truth = TRUTH.loss(7e9, 1e12);
    return Math.abs(outcome.fitted().orElseThrow().loss(7e9, 1e12) / truth - 1);
  }

  private static void assertRecovered(OvertrainingLaw law, double percent) {
    assertThat(law.e()).isCloseTo(TRUTH.e(), withinPercentage(percent));
    assertThat(law.a()).isCloseTo(TRUTH.a(), withinPercentage(percent));
    assertThat(law.b()).isCloseTo(TRUTH.b(), withinPercentage(percent));
    assertThat(law.eta()).isCloseTo(TRUTH.eta(), withinPercentage(percent));
  }

  private static List<Point> points(double noise, long seed) {
    return onLaw(TRUTH, noise, seed);
  }

  private static List<Point> onLaw(OvertrainingLaw law, double noise, long seed) {
    Random random = new Random(seed);
    List<Point> points = new ArrayList<>();
    for (double n : new double[] {11e6, 79e6, 154e6, 411e6}) {
      for (double m : RATIOS) {
        double loss = law.loss(n, m * n) * Math.exp(noise * random.nextGaussian());
        points.add(Ladder.point(n, m * n, loss));
      }
    }
    return points;
  }
}
