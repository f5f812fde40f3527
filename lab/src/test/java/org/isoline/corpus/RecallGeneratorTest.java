package org.isoline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecallGeneratorTest {

  private static RecallGenerator generator(
      int vocabulary, int length, int pairs, boolean random, long seed) {
    return new RecallGenerator(
        new RecallSpec(vocabulary, length, pairs, RecallSpec.PAPER_POWER, random), seed);
  }

  /** With 4K = n every slot is taken, so the layout has no freedom but which key goes where. */
  @Test
  void aFullExampleIsPairsThenEveryKeyAtEverySecondPlace() {
    Batch batch = generator(20, 16, 4, false, 3).batch(7);
    long[] inputs = batch.inputs();
    long[] targets = batch.targets();
    assertThat(inputs).hasSize(16);
    for (int pair = 0; pair < 4; pair++) {
      assertThat(inputs[2 * pair]).isBetween(1L, 9L);
      assertThat(inputs[2 * pair + 1]).isBetween(10L, 19L);
    }
    for (int slot = 0; slot < 4; slot++) {
      assertThat(inputs[8 + 2 * slot]).isBetween(1L, 9L);
      assertThat(inputs[9 + 2 * slot]).isZero();
      assertThat(targets[9 + 2 * slot]).isEqualTo(-100);
    }
    assertThat(Arrays.copyOf(targets, 8)).containsOnly(-100);
    assertThat(batch.documentStarts()).isDeepEqualTo(new int[][] {{0}});
  }

  @ParameterizedTest
  @CsvSource({"256,64,4,false", "256,64,16,true", "8192,128,8,true", "12,20,5,true", "4,4,1,true"})
  void everyKeyIsAskedOnceAndItsValueIsTheTarget(int v, int n, int k, boolean random) {
    RecallGenerator generator = generator(v, n, k, random, 11);
    for (long example = 0; example < 200; example++) {
      Batch batch = generator.batch(example);
      Map<Long, Long> valueOf = pairs(batch, v, k);
      Set<Long> asked = new HashSet<>();
      for (int place = 0; place < n; place++) {
        long target = batch.targets()[place];
        if (target < 0) {
          assertThat(target).isEqualTo(RecallGenerator.IGNORED);
          continue;
        }
        assertThat(place).isGreaterThanOrEqualTo(2 * k).matches(at -> at % 2 == 0);
        assertThat(target).isEqualTo(valueOf.get(batch.inputs()[place]));
        assertThat(asked.add(batch.inputs()[place])).isTrue();
      }
      assertThat(asked).isEqualTo(valueOf.keySet());
    }
  }

  private static Map<Long, Long> pairs(Batch batch, int v, int k) {
    Map<Long, Long> valueOf = new HashMap<>();
    for (int pair = 0; pair < k; pair++) {
      long key = batch.inputs()[2 * pair];
      long value = batch.inputs()[2 * pair + 1];
      assertThat(key).isBetween(1L, v / 2 - 1L);
      assertThat(value).isBetween((long) v / 2, v - 1L);
      valueOf.put(key, value);
    }
    assertThat(valueOf).hasSize(k);
    assertThat(new HashSet<>(valueOf.values())).hasSize(k);
    return valueOf;
  }

  /** In a small vocabulary careless filling would hit a key in every example. */
  @Test
  void fillingNeverTouchesAPairOrAQueryAndNeverRepeatsAKey() {
    RecallGenerator zeros = generator(16, 64, 5, false, 2);
    RecallGenerator random = generator(16, 64, 5, true, 2);
    Set<Long> fillers = new HashSet<>();
    for (long example = 0; example < 300; example++) {
      Batch plain = zeros.batch(example);
      Batch filled = random.batch(example);
      assertThat(filled.targets()).isEqualTo(plain.targets());
      Set<Long> keys = pairs(filled, 16, 5).keySet();
      for (int place = 0; place < 64; place++) {
        boolean fixed = place < 10 || filled.targets()[place] >= 0;
        long id = filled.inputs()[place];
        if (fixed) {
          assertThat(id).isEqualTo(plain.inputs()[place]);
        } else {
          assertThat(plain.inputs()[place]).isZero();
          assertThat(keys).doesNotContain(id);
          fillers.add(id);
        }
      }
    }
    assertThat(fillers).as("all ids fill somewhere").hasSize(16);
  }

  /**
   * The first slot drawn has the power law itself: its chi-square over 28 slots has 27 degrees of
   * freedom, whose 99.99 % point is 66.
   */
  @ParameterizedTest
  @CsvSource({"0.01", "0.5", "1", "2"})
  void gapsFollowThePowerLaw(double a) {
    RecallSpec spec = new RecallSpec(64, 64, 4, a, false);
    RecallGenerator generator = new RecallGenerator(spec, 5);
    int draws = 20_000;
    int[] seen = new int[spec.slots()];
    for (int example = 0; example < draws; example++) {
      Batch batch = generator.batch(example);
      seen[slotOf(batch, batch.inputs()[0], 4)]++;
    }
    double[] weights = IntStream.range(0, 28).mapToDouble(g -> Math.pow(g + 1, a - 1)).toArray();
    double sum = Arrays.stream(weights).sum();
    double chiSquare = 0;
    for (int g = 0; g < 28; g++) {
      double expected = draws * weights[g] / sum;
      chiSquare += (seen[g] - expected) * (seen[g] - expected) / expected;
    }
    assertThat(chiSquare).isLessThan(66);
  }

  /**
   * The second slot is drawn from what the first left: P(second = 0) is the sum over g > 0 of p_g
   * p_0 / (1 - p_g).
   */
  @Test
  void slotsAreDrawnWithoutReplacementOneAfterAnother() {
    RecallGenerator generator = new RecallGenerator(new RecallSpec(64, 16, 2, 0.01, false), 9);
    double[] p = IntStream.range(0, 6).mapToDouble(g -> Math.pow(g + 1, -0.99)).toArray();
    double sum = Arrays.stream(p).sum();
    double expected =
        IntStream.range(1, 6).mapToDouble(g -> p[g] / sum * p[0] / (sum - p[g])).sum();
    int draws = 20_000;
    long zeros =
        IntStream.range(0, draws)
            .mapToObj(generator::batch)
            .filter(batch -> slotOf(batch, batch.inputs()[2], 2) == 0)
            .count();
    assertThat((double) zeros / draws).isCloseTo(expected, within(0.015));
  }

  private static int slotOf(Batch batch, long key, int pairs) {
    for (int place = 2 * pairs; place < batch.context(); place += 2) {
      if (batch.targets()[place] >= 0 && batch.inputs()[place] == key) {
        return (place - 2 * pairs) / 2;
      }
    }
    throw new AssertionError("key " + key + " is not asked");
  }

  @Test
  void anExampleDependsOnSeedAndNumberAlone() {
    Batch together = generator(256, 64, 4, true, 1).batch(5, 6, 7);
    Batch alone = generator(256, 64, 4, true, 1).batch(6);
    assertThat(Arrays.copyOfRange(together.inputs(), 64, 128)).isEqualTo(alone.inputs());
    assertThat(Arrays.copyOfRange(together.targets(), 64, 128)).isEqualTo(alone.targets());
    assertThat(generator(256, 64, 4, true, 2).batch(6).inputs()).isNotEqualTo(alone.inputs());
  }

  @Test
  void settingsThatCannotBeAreRefused() {
    assertRefused(256, 64, 17, "pairs = 17 of length = 64, must be from 1 to 16");
    assertRefused(256, 63, 4, "length = 63, must be even");
    assertRefused(16, 64, 8, "pairs = 8, must be at most vocabulary / 2 - 1 = 7");
    assertRefused(256, 64, 0, "pairs = 0");
    assertRefused(3, 64, 1, "vocabulary = 3");
    assertThatThrownBy(() -> new RecallSpec(256, 64, 4, 0, false))
        .hasMessageContaining("power_a = 0");
    assertThatThrownBy(() -> new RecallSet(new RecallSpec(256, 64, 4, 1, false), 0))
        .hasMessageContaining("examples = 0");
  }

  private static void assertRefused(int v, int n, int k, String message) {
    assertThatThrownBy(() -> new RecallSpec(v, n, k, 0.01, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
