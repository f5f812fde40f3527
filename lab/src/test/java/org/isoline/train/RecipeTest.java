package org.isoline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.isoline.model.DocumentBoundaries;
import org.isoline.train.Schedule.Constant;
import org.junit.jupiter.api.Test;

class RecipeTest {

  private static Recipe recipe(long tokens, long batch, int micro, double learningRate) {
    return new Recipe(
        tokens,
        batch,
        micro,
        learningRate,
        new Constant(2),
        AdamWConfig.DEFAULT,
        CheckpointPlan.equallySpaced(2),
        1,
        2,
        Arithmetic.FLOAT32,
        DocumentBoundaries.IGNORE);
  }

  @Test
  void stepsOfTheStudy() {
    Recipe recipe = recipe(300_000_000_000L, 3_932_160, 480, 3e-4);
    assertThat(recipe.steps()).isEqualTo(76_294);
    assertThat(recipe.trainedTokens()).isEqualTo(300_000_215_040L);
    assertThat(recipe.batchSequences(8192)).isEqualTo(480);
  }

  @Test
  void wholeBatchesNeedNoRounding() {
    Recipe recipe = recipe(1024, 256, 1, 1e-3);
    assertThat(recipe.steps()).isEqualTo(4);
    assertThat(recipe.trainedTokens()).isEqualTo(1024);
    assertThat(recipe.checkpointSteps()).containsExactly(2L, 4L);
  }

  @Test
  void accumulatesMicroBatches() {
    Recipe recipe = recipe(10_000, 4096, 4, 1e-3);
    assertThat(recipe.microSteps(256)).isEqualTo(4);
    assertThat(recipe.requireContext(256)).isSameAs(recipe);
  }

  @Test
  void learningRateFollowsTheSchedule() {
    Recipe recipe = recipe(1024, 256, 1, 1e-3);
    assertThat(recipe.learningRate(0)).isCloseTo(5e-4, within(1e-15));
    assertThat(recipe.learningRate(3)).isCloseTo(1e-3, within(1e-15));
  }

  @Test
  void batchMustBeWholeSequences() {
    assertThatThrownBy(() -> recipe(10_000, 4000, 1, 1e-3).requireContext(256))
        .hasMessage(
            "batch_tokens = 4000 is not a multiple of context = 256; the nearest are 3840 and 4096");
    assertThatThrownBy(() -> recipe(10_000, 100, 1, 1e-3).requireContext(256))
        .hasMessageEndingWith("the nearest are 256");
  }

  @Test
  void microBatchMustDivideTheSequences() {
    assertThatThrownBy(() -> recipe(10_000, 3072, 5, 1e-3).requireContext(256))
        .hasMessage(
            "micro_batch_sequences = 5 does not divide the 12 sequences of a batch (batch_tokens = 3072, context = 256); take 4");
    assertThatThrownBy(() -> recipe(10_000, 3072, 100, 1e-3).requireContext(256))
        .hasMessageEndingWith("take 12");
  }

  @Test
  void impossibleNumbersAreErrors() {
    assertThatThrownBy(() -> recipe(0, 256, 1, 1e-3)).hasMessageStartingWith("tokens = 0");
    assertThatThrownBy(() -> recipe(1000, 0, 1, 1e-3)).hasMessageStartingWith("batch_tokens = 0");
    assertThatThrownBy(() -> recipe(1000, 256, 0, 1e-3))
        .hasMessageStartingWith("micro_batch_sequences = 0");
    assertThatThrownBy(() -> recipe(1000, 2000, 1, 1e-3))
        .hasMessageStartingWith("batch_tokens = 2000 is above tokens = 1000");
    assertThatThrownBy(() -> recipe(1000, 256, 1, -1e-3))
        .hasMessageStartingWith("learning_rate = -0.001, must be above 0 and at most 1");
    assertThatThrownBy(() -> recipe(1000, 256, 1, Double.NaN))
        .hasMessageStartingWith("learning_rate = NaN");
  }

  @Test
  void optimizerChecksItsNumbers() {
    assertThat(AdamWConfig.DEFAULT).isEqualTo(new AdamWConfig(0.9, 0.95, 1e-8, 0.1, 1));
    assertThatThrownBy(() -> new AdamWConfig(1, 0.95, 1e-8, 0.1, 1))
        .hasMessageStartingWith("beta1 = 1.0, must be at least 0 and below 1");
    assertThatThrownBy(() -> new AdamWConfig(0.9, -0.1, 1e-8, 0.1, 1))
        .hasMessageStartingWith("beta2");
    assertThatThrownBy(() -> new AdamWConfig(0.9, 0.95, 0, 0.1, 1)).hasMessageStartingWith("eps");
    assertThatThrownBy(() -> new AdamWConfig(0.9, 0.95, 1e-8, -1, 1))
        .hasMessageStartingWith("weight_decay = -1.0");
    assertThatThrownBy(() -> new AdamWConfig(0.9, 0.95, 1e-8, 0.1, -1))
        .hasMessageStartingWith("clip = -1.0");
  }
}
