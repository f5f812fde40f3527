package org.isoline.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.isoline.speed.Timing.Sample;
import org.junit.jupiter.api.Test;

class TimingTest {
  private static Timing of(double... seconds) {
    List<Sample> samples = new ArrayList<>();
    for (double value : seconds) {
      samples.add(new Sample(value, 10 * value));
    }
    return new Timing(samples);
  }

  @Test
  void theMedianIsOfTheAskedClock() {
    assertThat(of(3, 1, 2).median(Clock.CPU)).isEqualTo(2);
    assertThat(of(3, 1, 2).median(Clock.WALL)).isEqualTo(20);
    assertThat(of(4, 1, 2, 3).median(Clock.CPU)).isEqualTo(2.5);
  }

  @Test
  void aQuantileIsASample() {
    double[] seconds = new double[40];
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = i + 1;
    }
    assertThat(of(seconds).quantile(Clock.CPU, 0.95)).isEqualTo(38);
    assertThat(of(7).quantile(Clock.CPU, 0.95)).isEqualTo(7);
  }

  @Test
  void workRunsToWarmUpBeforeItCounts() {
    AtomicInteger runs = new AtomicInteger();
    assertThat(Timing.of(new Effort(1, 1, 60), runs::incrementAndGet).samples()).hasSize(1);
    assertThat(runs).hasValue(2);
    assertThat(Timing.of(new Effort(5, 1, 1.2), () -> counted(runs)).samples()).hasSize(5);
    assertThat(runs.get()).isGreaterThan(2 + 6);
  }

  @Test
  void slowWorkIsRepeatedLessOftenButAlwaysMeasured() {
    Timing timing = Timing.of(new Effort(1000, 1, 0.05), () -> sleep(20));
    assertThat(timing.samples()).hasSizeBetween(1, 3);
    assertThat(Timing.of(new Effort(5, 1, 1e-9), () -> sleep(1)).samples()).hasSize(1);
  }

  @Test
  void effortThatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> new Effort(0, 1, 60))
        .isInstanceOf(SpeedException.class)
        .hasMessageContaining("repeats = 0");
    assertThatThrownBy(() -> new Effort(1, 0, 60)).hasMessageContaining("threads = 0");
    assertThatThrownBy(() -> new Effort(1, 1, Double.NaN)).hasMessageContaining("limit = NaN");
  }

  private static void counted(AtomicInteger runs) {
    runs.incrementAndGet();
    sleep(1);
  }

  private static void sleep(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
