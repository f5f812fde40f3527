package org.isoline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CheckpointPlanTest {

  @Test
  void countIsEquallySpacedAndEndsAtTheEnd() {
    assertThat(CheckpointPlan.equallySpaced(4).steps(10, 100)).containsExactly(3L, 5L, 8L, 10L);
    assertThat(CheckpointPlan.equallySpaced(1).steps(10, 100)).containsExactly(10L);
  }

  @Test
  void countAboveTheStepsKeepsEachStepOnce() {
    assertThat(CheckpointPlan.equallySpaced(9).steps(3, 100)).containsExactly(1L, 2L, 3L);
  }

  @Test
  void veryLongRunsDoNotOverflow() {
    assertThat(CheckpointPlan.equallySpaced(10_000).steps(1_000_000_000_000_003L, 1))
        .hasSize(10_000)
        .startsWith(100_000_000_000L, 200_000_000_000L)
        .endsWith(1_000_000_000_000_003L);
  }

  @Test
  void thirtyTwoOfTheStudy() {
    assertThat(CheckpointPlan.equallySpaced(32).steps(76_294, 3_932_160))
        .hasSize(32)
        .startsWith(2384L, 4768L, 7153L)
        .endsWith(73_910L, 76_294L);
  }

  @Test
  void everyTokensTakesTheStepThatReachesThem() {
    assertThat(new CheckpointPlan(250, 0, 0, 0).steps(10, 100)).containsExactly(3L, 5L, 8L, 10L);
    assertThat(new CheckpointPlan(400, 0, 0, 0).steps(10, 100)).containsExactly(4L, 8L, 10L);
    assertThat(new CheckpointPlan(5000, 0, 0, 0).steps(10, 100)).containsExactly(10L);
  }

  @Test
  void everyTokensBelowABatchIsEveryStep() {
    assertThat(new CheckpointPlan(7, 0, 0, 0).steps(4, 100)).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void logSpacedHasAConstantRatio() {
    assertThat(new CheckpointPlan(0, 0, 5, 100).steps(10_000, 100))
        .containsExactly(1L, 10L, 100L, 1000L, 10_000L);
    assertThat(new CheckpointPlan(0, 0, 1, 500).steps(10, 100)).containsExactly(5L, 10L);
  }

  @Test
  void logSpacedBelowTheFirstStepStartsAtStepOne() {
    assertThat(new CheckpointPlan(0, 0, 3, 1).steps(100, 100)).containsExactly(1L, 100L);
  }

  @Test
  void rulesCombine() {
    assertThat(new CheckpointPlan(600, 2, 3, 100).steps(16, 100))
        .containsExactly(1L, 4L, 6L, 8L, 12L, 16L);
  }

  @Test
  void withoutARuleTheLastStepRemains() {
    assertThat(new CheckpointPlan(0, 0, 0, 0).steps(77, 10)).containsExactly(77L);
  }

  @Test
  void impossibleNumbersAreErrors() {
    assertThatThrownBy(() -> new CheckpointPlan(-1, 0, 0, 0))
        .hasMessageStartingWith("every_tokens = -1, must be at least 0");
    assertThatThrownBy(() -> new CheckpointPlan(0, -8, 0, 0))
        .hasMessageStartingWith("count = -8, must be from 0 to 10000");
    assertThatThrownBy(() -> new CheckpointPlan(0, 0, 3, 0))
        .hasMessageStartingWith("log_spaced = 3 needs first_tokens");
    assertThatThrownBy(() -> new CheckpointPlan(0, 0, 3, 1000).steps(10, 100))
        .hasMessageStartingWith("first_tokens = 1000 is not below the 1000 tokens of the run");
    assertThatThrownBy(() -> new CheckpointPlan(1, 0, 0, 0).steps(20_000, 1))
        .hasMessage(
            "every_tokens = 1 asks for 20000 checkpoints of a run of 20000 tokens; at most 10000, so take 2 or more");
  }
}
