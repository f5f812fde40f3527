package org.isoline.law.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FewRunsTest {
  @Test
  void normalDrawsBecomeStudentsT() {
    SplittableRandom random = new SplittableRandom(1);
    double[] draws = random.doubles(4000).map(u -> 10 + random.nextGaussian()).toArray();
    Interval interval = Interval.percentiles(10, FewRuns.spread(10, draws, 3));
    double logT = 3.182 / 1.960 * 1.96 / 10;
    assertThat(Math.log(interval.high95() / 10)).isCloseTo(logT, within(0.06));
    assertThat(interval.low95()).isPositive();
    assertThat(interval.high80() - 10).isCloseTo(1.638, within(0.3));
  }

  @Test
  void orderStaysAndDrawsWithoutAFigureToo() {
    double[] draws = {3, Double.NaN, -1, 2, 1};
    double[] spread = FewRuns.spread(1, draws, 2);
    assertThat(spread[1]).isNaN();
    assertThat(spread[2]).isLessThan(-1);
    assertThat(spread[0]).isGreaterThan(3);
    assertThat(spread[0]).isGreaterThan(spread[3]);
    assertThat(FewRuns.spread(1, draws, 200)).isSameAs(draws);
  }

  @Test
  void quantilesOfTAreThoseOfTables() {
    double[] quantiles = StudentT.quantiles(20, 5);
    assertThat(quantiles[19]).isCloseTo(2.571, within(1e-3));
    assertThat(quantiles[0]).isEqualTo(-quantiles[19]);
    assertThat(quantiles).isSorted();
    assertThat(Arrays.stream(quantiles).sum()).isCloseTo(0, within(1e-12));
  }
}
