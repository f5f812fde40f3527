package org.isoline.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.isoline.model.Architecture;
import org.isoline.model.Cost;
import org.isoline.model.Kernels;
import org.isoline.model.ModelConfig;
import org.isoline.model.ParameterLayout;
import org.isoline.model.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StepFlopsTest {
  private static ModelConfig config(Architecture architecture, int context) {
    return ModelConfig.paper(architecture, Shape.of(6, 512, 128), 32000, context);
  }

  private static double megaflops(Architecture architecture, int context) {
    return StepFlops.perToken(config(architecture, context), Kernels.DEFAULT) * 1e-6;
  }

  @Test
  void llamaByHand() {
    double maps = 6 * (4 * 512 * 512 + 3 * 512 * 1536);
    double head = 512 * 32000;
    double scores = 6 * 2.0 * 2049 * 512;
    assertThat(megaflops(Architecture.LLAMA, 2048))
        .isCloseTo(3 * (2 * (maps + head) + scores) * 1e-6, within(1e-6));
  }

  @Test
  void hgrn2ByHand() {
    double maps = 6 * (4 * 512 * 512 + 3 * 512 * 1536);
    double head = 512 * 32000;
    double core = 6 * 4 * (4.0 * 128 * 128 + 2 * 64 * 128 + 2 * 64 * 128);
    assertThat(megaflops(Architecture.HGRN2, 2048))
        .isCloseTo(3 * (2 * (maps + head) + core) * 1e-6, within(1e-6));
  }

  @Test
  void onlySoftmaxDependsOnContext() {
    assertThat(megaflops(Architecture.LLAMA, 8192))
        .isGreaterThan(1.3 * megaflops(Architecture.LLAMA, 2048));
    for (Architecture architecture : Architecture.values()) {
      if (architecture.isLinear()) {
        assertThat(megaflops(architecture, 8192)).isEqualTo(megaflops(architecture, 2048));
      }
    }
  }

  /** 6 FLOPs for each weight of a map; what else there is, is small or counted apart. */
  @ParameterizedTest
  @EnumSource(Architecture.class)
  void mapsAreSixFlopsAParameter(Architecture architecture) {
    ModelConfig config = config(architecture, 64);
    double weights = ParameterLayout.of(config).total();
    assertThat(StepFlops.perToken(config, Kernels.DEFAULT)).isBetween(6 * weights, 6.7 * weights);
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void nearTheCausalCountWithTheHead(Architecture architecture) {
    ModelConfig config = config(architecture, 2048);
    double causal = Cost.of(config).flopsPerToken(Cost.Convention.CAUSAL);
    double head = 6.0 * 512 * 32000;
    assertThat(StepFlops.perToken(config, Kernels.DEFAULT) / (causal + head)).isBetween(0.96, 1.02);
  }
}
