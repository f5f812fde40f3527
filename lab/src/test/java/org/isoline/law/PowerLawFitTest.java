package org.isoline.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class PowerLawFitTest {
  private static final double[] X = Ladder.logSpaced(1e-2, 1e3, 40);

  @Test
  void recoversAPowerLaw() {
    PowerLaw truth = new PowerLaw(3.7087, -0.0798);
    PowerLaw law = PowerLawFit.fit(X, values(truth::evaluate)).fitted().orElseThrow();
    assertThat(law.coefficient()).isCloseTo(3.7087, within(1e-12));
    assertThat(law.exponent()).isCloseTo(-0.0798, within(1e-14));
  }

  @Test
  void isLeastSquaresOnLogarithms() {
    double[] x = {1, Math.E, Math.exp(2)};
    double[] y = {1, Math.exp(2), Math.E};
    Outcome<PowerLaw> outcome = PowerLawFit.fit(x, y);
    assertThat(outcome.fitted().orElseThrow().exponent()).isCloseTo(0.5, within(1e-15));
    assertThat(outcome.fitted().orElseThrow().coefficient())
        .isCloseTo(Math.exp(0.5), within(1e-14));
    assertThat(outcome.report().objective()).isCloseTo(1.5, within(1e-14));
  }

  @Test
  void dropsWhatHasNoLogarithm() {
    Outcome<PowerLaw> outcome =
        PowerLawFit.fit(new double[] {1, 2, 4, -1, 8}, new double[] {1, 2, 4, 3, Double.NaN});
    assertThat(outcome.report().pointsUsed()).isEqualTo(3);
    assertThat(outcome.report().dropped())
        .extracting(Dropped::point)
        .containsExactly("pair 3", "pair 4");
    assertThat(outcome.fitted().orElseThrow().exponent()).isCloseTo(1, within(1e-14));
  }

  @Test
  void oneAbscissaDeterminesNoExponent() {
    assertThat(PowerLawFit.fit(new double[] {2, 2}, new double[] {1, 3}))
        .isInstanceOf(Outcome.Undetermined.class);
    assertThat(PowerLawFit.fit(new double[] {2}, new double[] {1}))
        .isInstanceOf(Outcome.TooFewPoints.class);
    assertThatThrownBy(() -> PowerLawFit.fit(new double[2], new double[3]))
        .isInstanceOf(LawException.class);
  }

  @Test
  void recoversTheFloor() {
    FlooredPowerLaw truth = new FlooredPowerLaw(1.69, new PowerLaw(1.2, -0.15));
    Outcome<FlooredPowerLaw> outcome = FlooredPowerLawFit.fit(X, values(truth::evaluate));
    assertThat(outcome).isInstanceOf(Outcome.Converged.class);
    FlooredPowerLaw law = outcome.fitted().orElseThrow();
    assertThat(law.floor()).isCloseTo(1.69, withinPercentage(0.01));
    assertThat(law.power().coefficient()).isCloseTo(1.2, withinPercentage(0.01));
    assertThat(law.power().exponent()).isCloseTo(-0.15, withinPercentage(0.01));
    assertThat(law.evaluate(7)).isCloseTo(truth.evaluate(7), within(1e-6));
  }

  @Test
  void aFloorlessSeriesIsAtTheBoundary() {
    Outcome<FlooredPowerLaw> outcome =
        FlooredPowerLawFit.fit(
            X, values(x -> 3.7087 * Math.pow(x, -0.0798) * (1 - 1e-4 * Math.pow(Math.log(x), 2))));
    assertThat(outcome).isInstanceOf(Outcome.AtBoundary.class);
    assertThat(outcome.fitted().orElseThrow().floor()).isLessThan(1e-3);
    assertThat(FlooredPowerLawFit.fit(new double[] {1, 2, 2}, new double[] {3, 2, 2}))
        .isInstanceOf(Outcome.TooFewPoints.class);
  }

  private static double[] values(DoubleUnaryOperator law) {
    return Arrays.stream(X).map(law).toArray();
  }
}
