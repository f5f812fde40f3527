package org.isoline.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FinalLossFitTest {
  private static final double UNIT = ComputeCount.FLOP_PER_PFLOPS_DAY;

  @Test
  void recoversBothLawsFromLastCheckpoints() {
    Outcome<? extends ComputeLaw> plain = fit("power", 0, 1);
    assertThat(plain).isInstanceOf(Outcome.Converged.class);
    assertThat(plain.fitted().orElseThrow().coefficients())
        .containsOnlyKeys("coefficient", "exponent");
    assertCoefficients(plain.fitted().orElseThrow(), 0);
    Outcome<? extends ComputeLaw> floored = fit("power-floor", 1.7, 1);
    assertThat(floored).isInstanceOf(Outcome.Converged.class);
    assertThat(floored.fitted().orElseThrow().coefficients().get("E")).isCloseTo(1.7, within(1e-5));
    assertCoefficients(floored.fitted().orElseThrow(), 1.7);
    assertThat(floored.report().method()).isEqualTo("power-floor");
    assertThat(floored.report().pointsUsed()).isEqualTo(5);
    assertThat(floored.report().diagnostics())
        .containsEntry("runs", 5.0)
        .containsEntry("earlier_checkpoints", 10.0);
  }

  @Test
  void saysNothingOfSizes() {
    ComputeLaw law = fit("power", 0, 1).fitted().orElseThrow();
    assertThat(law.parametersAt(1e20)).isNaN();
    assertThat(law.tokensAt(1e20)).isNaN();
  }

  @Test
  void aRunDrawnTwiceCountsTwice() {
    List<Point> points = points(0, 1);
    Selection twice =
        Selection.of(points).rows(0, 1, 2, 3, 4, 5, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
    assertThat(FinalLossFit.withoutFloor(twice).report().pointsUsed()).isEqualTo(6);
  }

  @Test
  void saysWhatTheDataLack() {
    Selection two = Selection.of(points(0, 1)).rows(2, 5);
    assertThat(FinalLossFit.withFloor(two))
        .isInstanceOfSatisfying(
            Outcome.TooFewPoints.class,
            few -> assertThat(few.what()).isEqualTo("runs of different compute"));
    assertThat(FinalLossFit.withoutFloor(two.rows(0, 0))).isInstanceOf(Outcome.Undetermined.class);
    Selection unknown = Selection.of(List.of(new Point("r", "s", 1e8, 1e9, Double.NaN, 3)));
    assertThat(FinalLossFit.withoutFloor(unknown).report().dropped()).hasSize(1);
    assertThat(fit("power", 0, 1e-3).report().warnings()).anyMatch(w -> w.contains("decades of C"));
  }

  private static Outcome<? extends ComputeLaw> fit(String estimator, double floor, double range) {
    return Estimator.of(estimator).fit(Selection.of(points(floor, range)), FitOptions.defaults());
  }

  private static void assertCoefficients(ComputeLaw law, double floor) {
    assertThat(law.coefficients().get("coefficient")).isCloseTo(2.5, within(1e-4));
    assertThat(law.coefficients().get("exponent")).isCloseTo(-0.07, within(1e-5));
    assertThat(law.lossAt(100 * UNIT)).isCloseTo(floor + 2.5 * Math.pow(100, -0.07), within(1e-4));
  }

  /** Five runs of three checkpoints; only the last lies on the law. */
  private static List<Point> points(double floor, double range) {
    List<Point> points = new ArrayList<>();
    for (int run = 0; run < 5; run++) {
      double compute = 1e-3 * Math.pow(10, range * run);
      for (int part = 1; part <= 3; part++) {
        double c = UNIT * compute * part / 3;
        double n = 1e8 * Math.pow(3, run);
        double loss = floor + 2.5 * Math.pow(compute, -0.07) + (3 - part);
        points.add(new Point("run" + run, "size" + run, n, c / (6 * n), c, loss));
      }
    }
    return points;
  }
}
