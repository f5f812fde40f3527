package org.isoline.law.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {
  @Test
  void percentilesOfAHundredAndOneNumbers() {
    double[] draws = IntStream.rangeClosed(0, 100).mapToDouble(i -> 100 - i).toArray();
    Interval interval = Interval.percentiles(50, draws);
    assertThat(interval.low95()).isCloseTo(2.5, within(1e-12));
    assertThat(interval.high95()).isCloseTo(97.5, within(1e-12));
    assertThat(interval.low80()).isCloseTo(10, within(1e-12));
    assertThat(interval.high80()).isCloseTo(90, within(1e-12));
    assertThat(interval.standardError()).isCloseTo(Math.sqrt(101 * 102 / 12.0), within(1e-9));
    assertThat(interval.covers95(2.6)).isTrue();
    assertThat(interval.covers80(2.6)).isFalse();
  }

  @Test
  void drawsThatAreNoNumbersDoNotCount() {
    Interval interval = Interval.percentiles(1, new double[] {Double.NaN, 1, 3, Double.NaN});
    assertThat(interval.low80()).isCloseTo(1.2, within(1e-12));
    assertThat(Interval.percentiles(1, new double[] {Double.NaN, 2}).low95()).isNaN();
  }

  /** Values of printed tables of the distribution. */
  @ParameterizedTest
  @CsvSource({
    "0.975, 1, 12.7062",
    "0.975, 2, 4.30265",
    "0.975, 5, 2.57058",
    "0.975, 10, 2.22814",
    "0.975, 42, 2.01808",
    "0.9, 3, 1.63774",
    "0.9, 4, 1.53321"
  })
  void studentsQuantiles(double p, int freedom, double expected) {
    assertThat(StudentT.quantile(p, freedom)).isCloseTo(expected, within(1e-5 * expected));
  }
}
