package org.isoline.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final int DRAWS = 100_000;
  private static final double[] LOGITS = {0.3, -1.2, 2, Double.NEGATIVE_INFINITY, 1.1};

  private static double[] frequencies(Sampling sampling, double... logits) {
    Sampler sampler = new Sampler(sampling);
    double[] counts = new double[logits.length];
    for (int draw = 0; draw < DRAWS; draw++) {
      counts[sampler.pick(logits)]++;
    }
    return Arrays.stream(counts).map(count -> count / DRAWS).toArray();
  }

  private static double[] softmax(double temperature, double... logits) {
    double[] weights = Arrays.stream(logits).map(z -> Math.exp(z / temperature)).toArray();
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }

  /** Within five standard deviations of a frequency. */
  private static void assertDistribution(double[] frequencies, double... expected) {
    for (int id = 0; id < expected.length; id++) {
      double deviation = Math.sqrt(expected[id] * (1 - expected[id]) / DRAWS);
      assertThat(frequencies[id]).as("id %d", id).isCloseTo(expected[id], within(5 * deviation));
    }
  }

  @Test
  void drawsAreDistributedAsTheSoftmax() {
    for (double temperature : new double[] {0.5, 1, 3}) {
      assertDistribution(
          frequencies(new Sampling(temperature, 0, 1, 7), LOGITS), softmax(temperature, LOGITS));
    }
  }

  @Test
  void topKLeavesTheLikeliest() {
    double[] two = softmax(1, 2, 1.1);
    assertDistribution(frequencies(new Sampling(1, 2, 1, 7), LOGITS), 0, 0, two[0], 0, two[1]);
    assertDistribution(frequencies(new Sampling(1, 1, 1, 7), LOGITS), 0, 0, 1, 0, 0);
    assertDistribution(frequencies(new Sampling(1, 99, 1, 7), LOGITS), softmax(1, LOGITS));
  }

  @Test
  void topPLeavesTheSmallestSetThatReachesIt() {
    double[] p = {0.5, 0.25, 0.125, 0.125};
    double[] logits = Arrays.stream(p).map(Math::log).toArray();
    assertDistribution(frequencies(new Sampling(1, 0, 0.5, 7), logits), 1, 0, 0, 0);
    assertDistribution(frequencies(new Sampling(1, 0, 1e-9, 7), logits), 1, 0, 0, 0);
    assertDistribution(frequencies(new Sampling(1, 0, 0.51, 7), logits), 2 / 3.0, 1 / 3.0, 0, 0);
    // Ids 2 and 3 are equally likely: the lower one comes first.
    assertDistribution(
        frequencies(new Sampling(1, 0, 0.8, 7), logits), 4 / 7.0, 2 / 7.0, 1 / 7.0, 0);
    // Of the two that top-k leaves, the first has a share of two thirds.
    assertDistribution(frequencies(new Sampling(1, 2, 0.6, 7), logits), 1, 0, 0, 0);
  }

  @Test
  void topPComesAfterTheTemperature() {
    double[] logits = {Math.log(4), Math.log(1)};
    assertDistribution(frequencies(new Sampling(1, 0, 0.75, 7), logits), 1, 0);
    assertDistribution(frequencies(new Sampling(2, 0, 0.75, 7), logits), 2 / 3.0, 1 / 3.0);
  }

  @Test
  void greedyTakesTheLowestOfTheLikeliest() {
    Sampler greedy = new Sampler(Sampling.GREEDY);
    assertThat(greedy.pick(new double[] {1, 3, 3, 2})).isEqualTo(1);
    assertThat(greedy.pick(new double[] {-1e300})).isZero();
    Sampler nearlyGreedy = new Sampler(new Sampling(Double.MIN_VALUE, 0, 1, 3));
    assertThat(nearlyGreedy.pick(new double[] {1, 3, 2})).isEqualTo(1);
  }

  @Test
  void tiesBeyondTopKGoToLowerIds() {
    double third = 1 / 3.0;
    assertDistribution(
        frequencies(new Sampling(1, 3, 1, 7), 1, 1, 1, 1, 0), third, third, third, 0, 0);
  }

  @Test
  void seedsDecide() {
    int[] first = draws(5);
    assertThat(draws(5)).isEqualTo(first);
    assertThat(draws(6)).isNotEqualTo(first);
  }

  private static int[] draws(long seed) {
    Sampler sampler = new Sampler(Sampling.seeded(seed));
    return java.util.stream.IntStream.range(0, 50).map(_ -> sampler.pick(LOGITS)).toArray();
  }

  @Test
  void logProbabilitiesAreOfTheWholeDistribution() {
    double[] p = softmax(1, LOGITS);
    assertThat(Sampler.logProbability(LOGITS, 4)).isCloseTo(Math.log(p[4]), within(1e-15));
    assertThat(Sampler.logProbability(new double[] {5000, 5000}, 1))
        .isCloseTo(-Math.log(2), within(1e-15));
    assertThat(Sampler.logProbability(LOGITS, 3)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void scoresThatAreNoNumbersAreAnError() {
    for (Sampling sampling : new Sampling[] {Sampling.GREEDY, Sampling.seeded(1)}) {
      Sampler sampler = new Sampler(sampling);
      assertThatThrownBy(() -> sampler.pick(new double[] {0, Double.NaN}))
          .isInstanceOf(EvaluationException.class)
          .hasMessageContaining("score of token 1 is NaN");
      assertThatThrownBy(() -> sampler.pick(new double[] {Double.POSITIVE_INFINITY, 0}))
          .hasMessageContaining("score of token 0 is Infinity");
      assertThatThrownBy(() -> sampler.pick(new double[] {Double.NEGATIVE_INFINITY}))
          .hasMessageContaining("none of 1 tokens");
    }
  }

  @Test
  void impossibleNumbersAreNamed() {
    assertThatThrownBy(() -> new Sampling(-0.1, 0, 1, 1))
        .hasMessageContaining("temperature = -0.1");
    assertThatThrownBy(() -> new Sampling(Double.NaN, 0, 1, 1)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new Sampling(1, -1, 1, 1)).hasMessageContaining("top-k = -1");
    assertThatThrownBy(() -> new Sampling(1, 0, 0, 1)).hasMessageContaining("top-p = 0.0");
    assertThatThrownBy(() -> new Sampling(1, 0, 1.1, 1)).hasMessageContaining("top-p = 1.1");
  }
}
