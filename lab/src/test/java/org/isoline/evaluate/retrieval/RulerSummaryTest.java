package org.isoline.evaluate.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RulerSummaryTest {
  private static Map<RulerTask, Double> scores(double vt, double cwe) {
    return Map.of(RulerTask.VT, vt, RulerTask.CWE, cwe);
  }

  @Test
  void lengthsAreWeightedFromEitherEnd() {
    RulerSummary summary =
        RulerSummary.of(Map.of(8192, scores(90, 82), 4096, scores(100, 92), 16_384, scores(40, 0)));
    assertThat(summary.averages())
        .containsExactly(Map.entry(4096, 96.0), Map.entry(8192, 86.0), Map.entry(16_384, 20.0));
    assertThat(summary.average()).isCloseTo(202 / 3.0, within(1e-12));
    assertThat(summary.rising()).isCloseTo((96 + 2 * 86 + 3 * 20) / 6.0, within(1e-12));
    assertThat(summary.falling()).isCloseTo((3 * 96 + 2 * 86 + 20) / 6.0, within(1e-12));
    assertThat(summary.effectiveLength()).hasValue(8192);
    assertThat(summary.threshold()).isEqualTo(85.6);
  }

  @Test
  void theThresholdItselfIsReached() {
    assertThat(RulerSummary.of(Map.of(4096, scores(85.6, 85.6))).effectiveLength()).hasValue(4096);
    assertThat(RulerSummary.of(Map.of(4096, scores(85.6, 85.5))).effectiveLength()).isEmpty();
    assertThat(RulerSummary.of(Map.of(4096, scores(50, 50)), 50).effectiveLength()).hasValue(4096);
  }

  @Test
  void onlyEqualTasksAreCompared() {
    assertThatThrownBy(
            () -> RulerSummary.of(Map.of(4096, scores(1, 2), 8192, Map.of(RulerTask.VT, 50.0))))
        .hasMessage(
            "length 8192 has scores of [vt], length 4096 of [vt, cwe]; averages compare only over the same tasks");
    assertThatThrownBy(() -> RulerSummary.of(Map.of()))
        .hasMessage("no scores; a summary takes at least one length");
    assertThatThrownBy(() -> RulerSummary.of(Map.of(4096, Map.of())))
        .hasMessageContaining("length 4096 has scores of []");
    assertThatThrownBy(() -> RulerSummary.of(Map.of(4096, scores(101, 1))))
        .hasMessage("vt at length 4096: score = 101.0, must be 0 to 100 percent");
  }
}
