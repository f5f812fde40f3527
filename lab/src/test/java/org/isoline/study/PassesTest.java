package org.isoline.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.isoline.study.Plan.Warning;
import org.junit.jupiter.api.Test;

class PassesTest {

  @Test
  void countsEpochsByUniqueTokens() {
    assertThat(new Passes(300, 1000).uniqueTokens()).isEqualTo(300);
    assertThat(new Passes(300, 1000).epochs()).isEqualTo(1);
    assertThat(new Passes(1000, 1000).epochs()).isEqualTo(1);
    assertThat(new Passes(2500, 1000).uniqueTokens()).isEqualTo(1000);
    assertThat(new Passes(2500, 1000).epochs()).isEqualTo(2.5);
  }

  @Test
  void warnsBeyondFourPasses() {
    assertThat(new Passes(4000, 1000).warning()).isEmpty();
    assertThat(new Passes(4001, 1000).warning().orElseThrow())
        .contains("4.0 passes over the 1,000 training tokens", "train.tokens: 4000 or less");
  }

  /** The sample trains 8 cells on 245 batches of 4096 tokens: 1,003,520. */
  @Test
  void oneLineForEachCell() {
    List<Cell> cells = Samples.study().cells();
    assertThat(cells).hasSize(8);
    List<String> lines = Passes.warnings(cells, 100_000);
    assertThat(lines).hasSize(8);
    for (int i = 0; i < cells.size(); i++) {
      assertThat(lines.get(i)).startsWith("warning: " + cells.get(i).id() + ": 10.0 passes");
    }
    assertThat(Passes.warnings(cells, 1_003_520 / 4)).isEmpty();
    assertThat(Passes.warnings(cells, 1_003_520 / 4 - 1)).hasSize(8);
  }

  @Test
  void plansOfAPreparedCorpusHaveEpochs() {
    Plan unknown = Plan.of(Samples.study());
    Plan few = Plan.of(Samples.study(), OptionalLong.of(2_000_000));
    Plan many = Plan.of(Samples.study(), OptionalLong.of(100_000));
    assertThat(unknown.text(java.util.OptionalDouble.empty()))
        .contains("Epochs: known when the corpus is prepared");
    assertThat(few.text(java.util.OptionalDouble.empty()))
        .contains("of 2,000,000 training tokens, each once");
    assertThat(many.text(java.util.OptionalDouble.empty()))
        .contains("Epochs: 10.04 passes over 100,000 training tokens");
    assertThat(many.json(java.util.OptionalDouble.empty()).path("epochs").doubleValue())
        .isEqualTo(10.0352);
    assertThat(many.json(java.util.OptionalDouble.empty()).path("unique_tokens").longValue())
        .isEqualTo(100_000);
    assertThat(unknown.json(java.util.OptionalDouble.empty()).has("epochs")).isFalse();
    assertThat(few.warnings()).isEqualTo(unknown.warnings());
    Warning added = many.warnings().getFirst();
    assertThat(many.warnings()).hasSize(few.warnings().size() + 1);
    assertThat(added.text()).startsWith("all cells: 10.0 passes");
    assertThat(added.source()).contains("2305.16264");
  }
}
