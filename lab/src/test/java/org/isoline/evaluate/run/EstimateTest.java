package org.isoline.evaluate.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EstimateTest {
  @Test
  void theErrorOfAShareIsTheHarnesss() {
    boolean[] items = new boolean[1838];
    Arrays.fill(items, 0, 1079, true);
    Estimate share = Estimate.share(items);
    assertThat(share.value()).isCloseTo(0.58705, within(1e-5));
    // PIQA in lm-evaluation-harness: accuracy .58705 of 1838 has the error .011488.
    assertThat(share.standardError().orElseThrow()).isCloseTo(0.011488, within(1e-6));
  }

  @Test
  void oneItemHasNoError() {
    assertThat(Estimate.mean(new double[] {3}))
        .isEqualTo(new Estimate(3, OptionalDouble.empty(), 1));
    assertThatThrownBy(() -> Estimate.mean(new double[0])).hasMessageContaining("no items");
  }

  @Test
  void theBootstrapOfARatioAgreesWithTheDeltaMethod() {
    Random random = new Random(4);
    int n = 500;
    double[] nats = new double[n];
    double[] words = new double[n];
    for (int i = 0; i < n; i++) {
      words[i] = 50 + random.nextInt(100);
      nats[i] = words[i] * (3 + 0.2 * random.nextGaussian());
    }
    Estimate perplexity = Estimate.ofRatio(nats, words, Math::exp);
    double ratio = Arrays.stream(nats).sum() / Arrays.stream(words).sum();
    double squares = 0;
    for (int i = 0; i < n; i++) {
      squares += Math.pow(nats[i] - ratio * words[i], 2);
    }
    double error = Math.sqrt(squares) / Arrays.stream(words).sum() * Math.exp(ratio);
    assertThat(perplexity.value()).isCloseTo(Math.exp(ratio), within(1e-12));
    // 100 resamples know a standard deviation to about 7 %.
    assertThat(perplexity.standardError().orElseThrow()).isCloseTo(error, within(0.25 * error));
    assertThat(Estimate.ofRatio(nats, words, Math::exp)).as("a fixed seed").isEqualTo(perplexity);
  }

  @Test
  void anIntervalThatHoldsChanceSaysSo() {
    OptionalDouble half = OptionalDouble.of(0.5);
    assertThat(measured(0.55, 0.03, half).coversChance()).hasValue(true);
    assertThat(measured(0.55, 0.02, half).coversChance()).hasValue(false);
    assertThat(measured(0.45, 0.02, half).coversChance()).hasValue(false);
    assertThat(measured(0.55, 0.02, OptionalDouble.empty()).coversChance()).isEmpty();
  }

  private static Measurement measured(double value, double error, OptionalDouble chance) {
    return new Measurement("acc", value, OptionalDouble.of(error), 100, chance, true);
  }
}
