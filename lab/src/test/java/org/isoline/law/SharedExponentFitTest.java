package org.isoline.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SharedExponentFitTest {
  private static final double[] TOKENS = Ladder.evenlySpaced(300e9, 12);
  private static final ParametricLaw SIBLING = new ParametricLaw(1.70, 300, 1500, 0.348, 0.366);

  @Test
  void recoversTwoLawsOfEqualExponents() {
    Outcome<JointLaws> outcome =
        SharedExponentFit.fit(
            points(Ladder.SURFACE, 0, 1),
            points(SIBLING, 0, 1),
            Sharing.EXPONENTS,
            SharedExponentFit.leastSquares());
    assertThat(outcome).isInstanceOf(Outcome.Converged.class);
    JointLaws laws = outcome.fitted().orElseThrow();
    assertThat(laws.first().alpha()).isEqualTo(laws.second().alpha());
    assertThat(laws.first().beta()).isEqualTo(laws.second().beta());
    assertThat(laws.first().alpha()).isCloseTo(0.348, withinPercentage(0.01));
    assertThat(laws.first().e()).isCloseTo(1.82, withinPercentage(0.01));
    assertThat(laws.second().e()).isCloseTo(1.70, withinPercentage(0.01));
    assertThat(laws.second().b()).isCloseTo(1500, withinPercentage(0.1));
    assertThat(outcome.report().pointsUsed()).isEqualTo(144);
  }

  @Test
  void everyRestrictionCosts() {
    Selection one = points(Ladder.SURFACE, 0.003, 1);
    Selection other = points(SIBLING, 0.003, 2);
    double separate = objective(one, other, Sharing.NOTHING);
    double exponents = objective(one, other, Sharing.EXPONENTS);
    double floor = objective(one, other, Sharing.EXPONENTS_AND_FLOOR);
    assertThat(separate).isLessThan(exponents);
    assertThat(exponents).isLessThan(floor);
    assertThat(floor / exponents).isGreaterThan(1.2);
  }

  @Test
  void gradientIsThatOfTheObjective() {
    LossSurface one = LossSurface.of(points(Ladder.SURFACE, 0.003, 1).points());
    LossSurface other = LossSurface.of(points(SIBLING, 0.003, 2).points());
    for (Sharing sharing : List.of(Sharing.EXPONENTS, Sharing.EXPONENTS_AND_FLOOR)) {
      JointObjective objective =
          new JointObjective(
              new HuberObjective(one, Double.POSITIVE_INFINITY, 1),
              new HuberObjective(other, Double.POSITIVE_INFINITY, 1),
              sharing);
      double[] theta =
          objective.joined(
              new double[] {-0.4, -1.2, 0.5, 0.3, 0.4}, new double[] {-0.5, -1, 0.6, 0.35, 0.3});
      assertThat(theta).hasSize(sharing.parameters());
      double[] gradient = new double[theta.length];
      double[] ignored = new double[theta.length];
      objective.evaluate(theta, gradient);
      for (int i = 0; i < theta.length; i++) {
        double[] moved = theta.clone();
        moved[i] += 1e-6;
        double above = objective.evaluate(moved, ignored);
        moved[i] -= 2e-6;
        double below = objective.evaluate(moved, ignored);
        assertThat(gradient[i]).isCloseTo((above - below) / 2e-6, within(1e-6));
      }
    }
  }

  @Test
  void aRefitArrivesWhereTheFitDoes() {
    Selection one = points(Ladder.SURFACE, 0.003, 1);
    Selection other = points(SIBLING, 0.003, 2);
    JointLaws near = new JointLaws(Sharing.EXPONENTS, Ladder.SURFACE, SIBLING);
    double refitted =
        SharedExponentFit.refit(
                one, other, Sharing.EXPONENTS, SharedExponentFit.leastSquares(), near)
            .report()
            .objective();
    assertThat(refitted)
        .isCloseTo(objective(one, other, Sharing.EXPONENTS), withinPercentage(1e-4));
  }

  @Test
  void tooFewPointsOfOneAreAnOutcome() {
    Outcome<JointLaws> outcome =
        SharedExponentFit.fit(
            points(Ladder.SURFACE, 0, 1),
            Selection.of(points(SIBLING, 0, 1).points().subList(0, 4)),
            Sharing.EXPONENTS,
            SharedExponentFit.leastSquares());
    assertThat(outcome).isInstanceOf(Outcome.Undetermined.class);
    assertThat(outcome.describe()).contains("too few points: 4");
  }

  private static double objective(Selection one, Selection other, Sharing sharing) {
    return SharedExponentFit.fit(one, other, sharing, SharedExponentFit.leastSquares())
        .report()
        .objective();
  }

  private static Selection points(ParametricLaw law, double noise, long seed) {
    Random random = new Random(seed);
    return Selection.of(
        Ladder.onSurface(law, Ladder.SIX_SIZES, TOKENS).stream()
            .map(Ladder.convention(ComputeCount.SIX_ND)::point)
            .map(
                p -> Ladder.point(p.n(), p.d(), p.loss() * Math.exp(noise * random.nextGaussian())))
            .toList());
  }
}
