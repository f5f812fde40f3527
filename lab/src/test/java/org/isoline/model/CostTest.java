package org.isoline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.isoline.model.Cost.Convention;
import org.isoline.model.ParameterSpec.Group;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostTest {
  private static final int VOCABULARY = PrintedCounts.VOCABULARY;
  private static final int CONTEXT = PrintedCounts.CONTEXT;
  private static final long STEP = PrintedCounts.STEP_TOKENS;
  private static final long STEPS = 76_294;

  private static Cost cost(Architecture architecture, String size) {
    return Cost.of(
        ModelConfig.paper(architecture, Sizes.shape(size, architecture), VOCABULARY, CONTEXT));
  }

  @ParameterizedTest
  @CsvSource({
    "70M,    20460544,   21234176,   20450304,   21321856,  51343360",
    "160M,   84973056,   87294720,   84943872,   87458432,  77015040",
    "410M,  334080000,  327681024,  333998080,  327992448, 102686720",
    "1B,    906169344,  918554112,  906018816,  919096448, 154030080",
    "3B,   2775813120, 2798389760, 2775539200, 2799347328, 256716800",
    "7B,   6476537856, 6509563904, 6476136448, 6511009920, 410746880"
  })
  void parametersOfTable7(
      String size, long llama, long tnl, long hgrn2, long cosformer2, long embedding) {
    long[] expected = {llama, tnl, hgrn2, cosformer2};
    for (Architecture architecture : Architecture.values()) {
      Cost cost = cost(architecture, size);
      assertThat(cost.nonEmbedding())
          .as("%s %s", architecture, size)
          .isEqualTo(expected[architecture.ordinal()]);
      assertThat(cost.parameters(Group.EMBEDDING)).isEqualTo(embedding);
      assertThat(cost.parameters(Group.HEAD)).isZero();
      assertThat(cost.total()).isEqualTo(cost.nonEmbedding() + embedding);
    }
  }

  @Test
  void petaflopsPerStepOfTable7() {
    assertThat(PrintedCounts.table7()).hasSize(24);
    for (PrintedCounts printed : PrintedCounts.table7()) {
      double flops = Cost.of(printed.model()).flops(Convention.PAPER_TABLE, STEP);
      assertThat(printed.hasStepFlops(flops)).as("%s: %s PFLOP", printed, flops / 1e15).isTrue();
    }
  }

  @Test
  void parametersPrintedInTable7() {
    for (PrintedCounts printed : PrintedCounts.table7()) {
      long computed = Cost.of(printed.model()).nonEmbedding();
      boolean misprint =
          printed.architecture() == Architecture.COSFORMER2 && printed.size().equals("3B");
      assertThat(printed.hasParameters(computed))
          .as("%s: %s", printed, computed)
          .isEqualTo(!misprint);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "70M,    426.51,   136.90,   132.21,   144.78",
    "160M,  1421.07,   552.26,   538.19,   574.70",
    "410M,  4636.95,  2045.24,  2086.40,  2105.87",
    "1B,   10296.95,  5663.29,  5588.24,  5779.05",
    "3B,   25514.15, 17067.38, 16930.56, 17278.01",
    "7B,   51819.06, 39462.64, 39262.49, 39771.32"
  })
  void trainingMegaflopsPerTokenWithTheModelsOwnGlu(
      String size, double llama, double tnl, double hgrn2, double cosformer2) {
    double[] expected = {llama, tnl, hgrn2, cosformer2};
    for (Architecture architecture : Architecture.values()) {
      assertThat(cost(architecture, size).flopsPerToken(Convention.PAPER) / 1e6)
          .as("%s %s", architecture, size)
          .isCloseTo(expected[architecture.ordinal()], within(0.005));
    }
  }

  @ParameterizedTest
  @CsvSource({"LLAMA, 179.0", "TNL, 136.3", "HGRN2, 135.6", "COSFORMER2, 137.4"})
  void finalComputeAt7B(Architecture architecture, double printed) {
    double days = cost(architecture, "7B").pflopsDays(Convention.PAPER_TABLE, STEPS * STEP);
    assertThat(days).isCloseTo(printed, within(0.05));
  }

  @Test
  void causalHalvesTheScoresOfSoftmaxOnly() {
    assertThat(ratio("70M")).isCloseTo(0.64, within(0.01));
    assertThat(ratio("7B")).isCloseTo(0.87, within(0.01));
    for (Architecture architecture : Architecture.values()) {
      if (architecture.isLinear()) {
        Cost cost = cost(architecture, "1B");
        assertThat(cost.flopsPerToken(Convention.CAUSAL))
            .isEqualTo(cost.flopsPerToken(Convention.PAPER));
      }
    }
  }

  private static double ratio(String size) {
    Cost cost = cost(Architecture.LLAMA, size);
    return cost.flopsPerToken(Convention.CAUSAL) / cost.flopsPerToken(Convention.PAPER);
  }

  @Test
  void onlySoftmaxCostsMorePerTokenInALongerContext() {
    for (Architecture architecture : Architecture.values()) {
      Shape shape = Sizes.shape("70M", architecture);
      Cost half = Cost.of(ModelConfig.paper(architecture, shape, VOCABULARY, CONTEXT / 2));
      Cost full = Cost.of(ModelConfig.paper(architecture, shape, VOCABULARY, CONTEXT));
      assertThat(full.flopsPerToken(Convention.PAPER) > half.flopsPerToken(Convention.PAPER))
          .isEqualTo(architecture == Architecture.LLAMA);
    }
  }

  @Test
  void sixNdCountsParameters() {
    Cost cost = cost(Architecture.TNL, "70M");
    assertThat(cost.flopsPerToken(Convention.SIX_ND_NON_EMBEDDING)).isEqualTo(6.0 * 21_234_176);
    assertThat(cost.flopsPerToken(Convention.SIX_ND_TOTAL))
        .isEqualTo(6.0 * (21_234_176 + 51_343_360));
    assertThat(cost.embeddingFlopsPerToken()).isEqualTo(12.0 * 512 * VOCABULARY);
  }

  @Test
  void stateOf7B() {
    double first = 32.0 * 128 * 128 * 4;
    assertThat(cost(Architecture.TNL, "7B").stateBytes(1)).isEqualTo(33 * first);
    assertThat(33 * first).isEqualTo(69_206_016);
    assertThat(cost(Architecture.HGRN2, "7B").stateBytes(1 << 20)).isEqualTo(32 * first);
    assertThat(cost(Architecture.COSFORMER2, "7B").stateBytes(1))
        .isEqualTo(64 * first + 4096 * 128 * 4);
    // In fp32 one token costs twice the 0.524 MB of a bf16 cache.
    assertThat(cost(Architecture.LLAMA, "7B").stateBytes(1)).isEqualTo(2 * 32 * 4096 * 4);
    assertThat(cost(Architecture.LLAMA, "7B").stateBytes(8192)).isEqualTo(8192.0 * 1_048_576);
  }

  @Test
  void groupsAddUp() {
    for (Architecture architecture : Architecture.values()) {
      Cost cost = Cost.of(ModelConfig.paper(architecture, Shape.of(2, 64, 32), 257, 128));
      assertThat(cost.parameters().values().stream().mapToLong(Long::longValue).sum())
          .isEqualTo(cost.total());
    }
  }
}
