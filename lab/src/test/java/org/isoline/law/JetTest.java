package org.isoline.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JetTest {
  @Test
  void everyOperationFollowsTheChainRule() {
    RobustObjective.Prediction all =
        (x, i) ->
            x[0].times(x[1])
                .over(x[2].plus(3))
                .minus(x[1].exp().times(0.5))
                .plus(x[2].log())
                .plus(x[0].expm1().times(x[2]))
                .plus(Jet.logSumExp(x[0], x[1].times(2), x[2].times(-1)));
    assertGradient(objective(all, 1), new double[] {0.3, -0.4, 1.7});
  }

  @Test
  void valuesAreThoseOfDoubles() {
    Jet[] x = Jet.variables(new double[] {0.3, 800});
    assertThat(x[0].exp().log().value()).isCloseTo(0.3, within(1e-15));
    assertThat(x[0].expm1().value()).isEqualTo(Math.expm1(0.3));
    assertThat(Jet.logSumExp(x[0], x[1]).value()).isEqualTo(800);
    assertThat(Jet.logSumExp(x[0], x[1]).slopes()).containsExactly(0, 1);
  }

  @Test
  void objectivesOfAllLawsHaveExactGradients() {
    List<RepeatedPoint> points =
        IntStream.range(0, 6)
            .mapToObj(
                i ->
                    new RepeatedPoint(
                        Ladder.point(1e8 * (1 + 3 * i), 1e9 * (1 + i), 3), 1e9 * (1 + i % 2)))
            .toList();
    double[] theta = {-0.2, -0.5, 0.6, Math.log(0.35), Math.log(0.3), 1.2, 0.7};
    for (boolean excess : new boolean[] {false, true}) {
      assertGradient(objective(new DataConstrainedObjective(points, excess), 6), theta);
    }
    LossSurface surface = LossSurface.of(points.stream().map(RepeatedPoint::point).toList());
    assertGradient(
        new SharedExponentObjective(new HuberObjective(surface, 0.05, 3)),
        new double[] {-0.2, -0.5, 0.6, 0.17});
    double[] losses = {2.2, 2.6, 3.1, 3.9};
    assertGradient(
        objective(
            new AccuracyCurve(
                AccuracyForm.SIGMOID, AccuracyOptions.of(AccuracyForm.SIGMOID).chance(), losses),
            4),
        new double[] {0.25, -0.6, 1.1, 0.1});
    assertGradient(
        objective(
            new AccuracyCurve(
                AccuracyForm.EXPONENTIAL_ERROR,
                AccuracyOptions.of(AccuracyForm.SIGMOID).withChance(0.2).chance(),
                losses),
            4),
        new double[] {0.2, -0.6, 1.1});
  }

  private static RobustObjective objective(RobustObjective.Prediction prediction, int points) {
    double[] targets = IntStream.range(0, points).mapToDouble(i -> 0.9 + 0.1 * i).toArray();
    return new RobustObjective(prediction, targets, 0.05, 3);
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
      assertThat(gradient[i]).isCloseTo(slope, within(1e-7 * (1 + Math.abs(slope))));
    }
  }
}
