package org.isoline.law.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.isoline.law.ParametricLaw;
import org.isoline.law.PowerLaw;
import org.junit.jupiter.api.Test;

class CurvesTest {
  /** Printed for Kimi Linear (arXiv 2510.26692), C in PFLOP/s-days. */
  private static final PowerCurve MLA = new PowerCurve(2.3092, -0.0536);

  private static final PowerCurve KIMI = new PowerCurve(2.2879, -0.0527);

  @Test
  void multiplierOfKimisPrintedLaws() {
    assertThat(Multiplier.of(KIMI, MLA, 2).value()).isCloseTo(1.175, within(0.001));
    assertThat(Multiplier.of(KIMI, MLA, 100).value()).isCloseTo(1.10, within(0.005));
    assertThat(Multiplier.of(KIMI, MLA, 1e4).value()).isCloseTo(1.02, within(0.005));
  }

  @Test
  void crossingOfKimisPrintedLaws() {
    Crossing inside = Crossing.of(KIMI, MLA, new MeasuredRange(1, 1e4));
    assertThat(inside).isInstanceOf(Crossing.At.class);
    assertThat(((Crossing.At) inside).flop()).isCloseTo(3e4, withinPercentage(10));
    Crossing outside = Crossing.of(KIMI, MLA, new MeasuredRange(1, 100));
    assertThat(outside).isInstanceOf(Crossing.Suppressed.class);
    assertThat(outside.describe()).contains("above 1e3 FLOP");
  }

  @Test
  void crossingFarBelowIsSuppressedToo() {
    Crossing crossing = Crossing.of(KIMI, MLA, new MeasuredRange(1e7, 1e8));
    assertThat(crossing).isInstanceOf(Crossing.Suppressed.class);
    assertThat(crossing.describe()).contains("below 1e6 FLOP");
  }

  @Test
  void parallelCurvesDoNotCross() {
    Crossing crossing = Crossing.of(MLA, new PowerCurve(2.2, -0.0536), new MeasuredRange(1, 100));
    assertThat(crossing).isInstanceOf(Crossing.None.class);
  }

  @Test
  void crossingCarriesTheIntervalOfTheDrawsThatCross() {
    Crossing.At at =
        (Crossing.At) Crossing.of(KIMI, MLA, new MeasuredRange(1, 1e4), 1e4, 2e4, 3e4, Double.NaN);
    assertThat(at.share()).isEqualTo(0.75);
    assertThat(at.interval().low95()).isBetween(1e4, 1.1e4);
    assertThat(at.interval().high95()).isBetween(2.9e4, 3e4);
  }

  @Test
  void aKnownFactorInComputeIsTheMultiplier() {
    PowerCurve slower = new PowerCurve(1.8, 5 * Math.pow(1.37, 0.1), -0.1);
    PowerCurve faster = new PowerCurve(1.8, 5, -0.1);
    for (double flop : new double[] {1e17, 1e21, 1e25}) {
      assertThat(Multiplier.of(faster, slower, flop).value()).isCloseTo(1.37, within(1e-9));
      assertThat(Multiplier.of(slower, faster, flop).value()).isCloseTo(1 / 1.37, within(1e-9));
    }
  }

  @Test
  void aFloorAboveTheTargetHasNoMultiplierButAReason() {
    Multiplier multiplier =
        Multiplier.of(new PowerCurve(1.5, 5, -0.1), new PowerCurve(2, 5, -0.1), 1e24);
    assertThat(multiplier.value()).isNaN();
    assertThat(multiplier.undefined().orElseThrow()).contains("below what any compute gives");
  }

  @Test
  void sixNdIsTheClosedFormOfTheParametricLaw() {
    ParametricLaw law = Study.LAW;
    CountedLaw counted = new CountedLaw(law, new PowerLaw(6, 1));
    assertThat(counted.lossAt(1e22)).isCloseTo(law.lossAt(1e22), withinPercentage(1e-10));
    assertThat(counted.parametersAt(1e22))
        .isCloseTo(law.parametersAt(1e22), withinPercentage(1e-8));
    assertThat(counted.tokensAt(1e22)).isCloseTo(law.tokensAt(1e22), withinPercentage(1e-8));
    assertThat(counted.coefficients().get("a")).isCloseTo(law.parametersExponent(), within(1e-15));
  }

  @Test
  void anotherCountMovesTheOptimumToItsOwnMinimum() {
    CountedLaw counted = new CountedLaw(Study.LAW, new PowerLaw(150, 0.83));
    double flop = 1e22;
    double best = counted.parametersAt(flop);
    double least = counted.lossAt(flop);
    for (double factor : new double[] {0.5, 0.9, 1.1, 2}) {
      double n = best * factor;
      assertThat(Study.LAW.loss(n, flop / (150 * Math.pow(n, 0.83)))).isGreaterThan(least);
    }
    double slope = Math.log(counted.parametersAt(1e23) / best) / Math.log(10);
    assertThat(counted.coefficients().get("a")).isCloseTo(slope, within(1e-10));
  }
}
