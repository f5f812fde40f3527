package org.isoline.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Optional;
import org.isoline.model.Architecture;
import org.isoline.model.Cost;
import org.isoline.model.TrainingMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Memory by formula against memory of processes that do nothing else. */
@EnabledOnOs(OS.LINUX)
class StepMemoryTest {
  private static final int V = 8000;
  private static final int CONTEXT = 1024;
  private static final int SEQUENCES = 4;

  @ParameterizedTest
  @CsvSource({
    "LLAMA, FP32, false",
    "TNL, FP32, false",
    "HGRN2, FP32, false",
    "COSFORMER2, FP32, false",
    "LLAMA, BF16, true",
    "HGRN2, BF16, false",
    "TNL, FP32, true"
  })
  void ofAStepAsPredicted(Architecture architecture, Products products, boolean recompute) {
    StepMemory.Step step =
        new StepMemory.Step(
            architecture, new ModelSize("4x256x128"), V, CONTEXT, SEQUENCES, products, recompute);
    StepMemory.Bytes live = StepMemory.live(step, 1).orElseThrow();
    TrainingMemory predicted = TrainingMemory.of(Cost.of(step.config()), SEQUENCES, step.kernels());
    assertThat(predicted.total()).isCloseTo(live.needed(), withinPercentage(15));
  }

  /** Both without the gradient of the head's weight, which either forms. */
  @Test
  void ofTheHeadByChunks() {
    double weightGradient = 4.0 * HeadMemory.CLASSES * HeadMemory.WIDTH;
    double chunked = head("256") - weightGradient;
    double plain = head("plain") - weightGradient;
    assertThat(chunked).isPositive().isLessThan(plain / 6);
  }

  private static double head(String form) {
    return StepMemory.launch(HeadMemory.class, List.of(form), Optional.of(StepMemory.EXACT))
        .orElseThrow()
        .needed();
  }
}
