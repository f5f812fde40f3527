package org.isoline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.LongStream;
import org.isoline.train.Schedule.Constant;
import org.isoline.train.Schedule.Cosine;
import org.isoline.train.Schedule.WarmupStableDecay;
import org.isoline.train.Schedule.WarmupStableDecay.Shape;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private static double[] factors(Schedule schedule, long total) {
    return LongStream.range(0, total).mapToDouble(s -> schedule.factor(s, total)).toArray();
  }

  private static List<String> phases(Schedule schedule, long total) {
    return LongStream.range(0, total).mapToObj(s -> schedule.phase(s, total)).toList();
  }

  @Test
  void warmupReachesThePeakWithItsLastUpdate() {
    assertThat(factors(new Constant(4), 6)).containsExactly(0.25, 0.5, 0.75, 1, 1, 1);
    assertThat(phases(new Constant(2), 4)).containsExactly("warmup", "warmup", "stable", "stable");
  }

  @Test
  void noWarmupStartsAtThePeak() {
    assertThat(factors(new Constant(0), 2)).containsExactly(1, 1);
    assertThat(phases(new Constant(0), 2)).containsExactly("stable", "stable");
  }

  @Test
  void runShorterThanWarmupNeverReachesThePeak() {
    for (Schedule schedule :
        List.of(new Constant(8), new Cosine(8, 0), new WarmupStableDecay(8, 0.5, Shape.SQRT, 0))) {
      assertThat(factors(schedule, 2)).containsExactly(0.125, 0.25);
      assertThat(phases(schedule, 2)).containsExactly("warmup", "warmup");
    }
  }

  @Test
  void cosineHalvesMidway() {
    Cosine cosine = new Cosine(2, 0);
    assertThat(cosine.factor(2, 102)).isEqualTo(1);
    assertThat(cosine.factor(52, 102)).isCloseTo(0.5, within(1e-12));
    assertThat(cosine.factor(101, 102))
        .isCloseTo((1 - Math.cos(Math.PI / 100)) / 2, within(1e-12))
        .isPositive();
    assertThat(cosine.phase(1, 102)).isEqualTo("warmup");
    assertThat(cosine.phase(2, 102)).isEqualTo("decay");
  }

  @Test
  void cosineEndsAtItsFloor() {
    Cosine cosine = new Cosine(0, 0.1);
    assertThat(cosine.factor(50, 100)).isCloseTo(0.55, within(1e-12));
    assertThat(cosine.factor(999_999, 1_000_000)).isCloseTo(0.1, within(1e-9));
  }

  @Test
  void cooldownFallsWithTheRootOfItsProgress() {
    WarmupStableDecay schedule = new WarmupStableDecay(2, 0.4, Shape.SQRT, 0);
    assertThat(factors(schedule, 10))
        .containsExactly(
            new double[] {
              0.5, 1, 1, 1, 1, 1, 1, 1 - Math.sqrt(0.25), 1 - Math.sqrt(0.5), 1 - Math.sqrt(0.75)
            },
            within(1e-12));
    assertThat(phases(schedule, 10))
        .containsExactly(
            "warmup", "warmup", "stable", "stable", "stable", "stable", "decay", "decay", "decay",
            "decay");
  }

  @Test
  void cooldownCanBeLinearWithAFloor() {
    WarmupStableDecay schedule = new WarmupStableDecay(0, 0.5, Shape.LINEAR, 0.5);
    assertThat(factors(schedule, 8))
        .containsExactly(new double[] {1, 1, 1, 1, 1, 0.875, 0.75, 0.625}, within(1e-12));
  }

  @Test
  void warmupHasPriorityOverCooldown() {
    WarmupStableDecay schedule = new WarmupStableDecay(6, 1, Shape.LINEAR, 0);
    assertThat(schedule.decayStart(10)).isEqualTo(6);
    assertThat(schedule.factor(8, 10)).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void factorsStayBetweenZeroAndOne() {
    for (Schedule schedule :
        List.of(new Constant(7), new Cosine(7, 0), new WarmupStableDecay(7, 0.15, Shape.SQRT, 0))) {
      for (double factor : factors(schedule, 1000)) {
        assertThat(factor).isGreaterThan(0).isLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  void updatesOutsideTheRunAreErrors() {
    Constant constant = new Constant(0);
    assertThatThrownBy(() -> constant.factor(5, 5)).hasMessageContaining("step = 5 of a run of 5");
    assertThatThrownBy(() -> constant.phase(-1, 5)).hasMessageContaining("step = -1");
  }

  @Test
  void impossibleNumbersAreErrors() {
    assertThatThrownBy(() -> new Constant(-1)).hasMessageStartingWith("warmup_steps = -1");
    assertThatThrownBy(() -> new Cosine(0, 1)).hasMessageStartingWith("final_factor = 1.0");
    assertThatThrownBy(() -> new Cosine(0, Double.NaN)).hasMessageStartingWith("final_factor");
    assertThatThrownBy(() -> new WarmupStableDecay(0, 0, Shape.SQRT, 0))
        .hasMessageStartingWith("decay_fraction = 0.0, must be above 0 and at most 1");
  }
}
