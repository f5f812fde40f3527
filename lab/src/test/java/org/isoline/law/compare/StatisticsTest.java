package org.isoline.law.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void holmByHand() {
    // Ordered 0.01 x 4, 0.02 x 3, 0.03 x 2 = 0.06, 0.04 x 1 lifted to 0.06.
    assertThat(Holm.adjust(List.of(0.02, 0.04, 0.01, 0.03)))
        .usingElementComparator(StatisticsTest::close)
        .containsExactly(0.06, 0.06, 0.04, 0.06);
  }

  @Test
  void holmStopsAtOneAndSkipsWhatIsUnknown() {
    List<Double> adjusted = Holm.adjust(List.of(0.9, Double.NaN, 0.6));
    assertThat(adjusted.get(0)).isEqualTo(1);
    assertThat(adjusted.get(1)).isNaN();
    assertThat(adjusted.get(2)).isEqualTo(1);
  }

  /** Tail areas from tables of F: the 5 % and 1 % points, and closed forms for m = 2 or n = 2. */
  @Test
  void tailsOfFAgreeWithTables() {
    assertThat(FDistribution.above(4.9646, 1, 10)).isCloseTo(0.05, within(1e-5));
    assertThat(FDistribution.above(3.4928, 2, 20)).isCloseTo(0.05, within(1e-5));
    assertThat(FDistribution.above(4.4307, 3, 30)).isCloseTo(0.0107, within(1e-4));
    assertThat(FDistribution.above(161.4476, 1, 1)).isCloseTo(0.05, within(1e-6));
    assertThat(FDistribution.above(3, 2, 7)).isCloseTo(Math.pow(7.0 / 13, 3.5), within(1e-13));
    assertThat(FDistribution.above(3, 2, 2)).isCloseTo(0.25, within(1e-13));
    assertThat(FDistribution.above(0, 2, 9)).isEqualTo(1);
    assertThat(FDistribution.above(Double.NaN, 2, 9)).isNaN();
  }

  @Test
  void incompleteBetaAgreesWithClosedForms() {
    for (double x : new double[] {1e-6, 0.1, 0.5, 0.9, 0.999}) {
      assertThat(FDistribution.incompleteBeta(x, 1, 1)).isCloseTo(x, within(1e-14));
      assertThat(FDistribution.incompleteBeta(x, 3, 1)).isCloseTo(x * x * x, within(1e-13));
      assertThat(FDistribution.incompleteBeta(x, 0.5, 0.5))
          .isCloseTo(2 / Math.PI * Math.asin(Math.sqrt(x)), within(1e-12));
      assertThat(FDistribution.incompleteBeta(x, 2, 3))
          .isCloseTo(6 * x * x - 8 * x * x * x + 3 * Math.pow(x, 4), within(1e-13));
    }
  }

  @Test
  void twoSidedCountsTheDataAsADraw() {
    double[] draws = {-1, 1, 2, 3, 4, 5, 6, 7, 8};
    assertThat(Figure.twoSided(draws, 0)).isCloseTo(2 * 2 / 10.0, within(1e-15));
    assertThat(Figure.twoSided(draws, -5)).isCloseTo(2 * 1 / 10.0, within(1e-15));
    assertThat(Figure.twoSided(new double[] {0, 0, 0}, 0)).isEqualTo(1);
  }

  @Test
  void drawsWithoutEndCountAsTheLargest() {
    double[] draws = new double[100];
    Arrays.setAll(draws, i -> i < 90 ? 1 + i / 100.0 : Double.POSITIVE_INFINITY);
    Figure figure = Figure.of("compute_multiplier", 1.4, draws, 1);
    assertThat(figure.interval().high95()).isInfinite();
    assertThat(figure.interval().low95()).isBetween(1.02, 1.03);
    assertThat(figure.draws()).isEqualTo(100);
  }

  @Test
  void wordsForBudgets() {
    assertThat(Words.flop(1e21)).isEqualTo("1e21");
    assertThat(Words.flop(1.25e19)).isEqualTo("1.25e19");
    assertThat(Words.number(0.9412)).isEqualTo("0.94");
  }

  private static int close(double a, double b) {
    return Math.abs(a - b) < 1e-12 ? 0 : Double.compare(a, b);
  }
}
