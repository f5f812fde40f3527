package org.isoline.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.isoline.model.Architecture;
import org.isoline.model.Cost;
import org.isoline.model.Cost.Convention;
import org.isoline.model.ModelConfig;
import org.isoline.model.TrainingMemory;
import org.isoline.study.Plan.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTest {
  private static final OptionalDouble NO_RATE = OptionalDouble.empty();

  private static Plan paper() {
    return Plan.of(StudyFile.read(Path.of("..", "studies", "paper.yaml")));
  }

  private static Row row(Plan plan, String id) {
    return plan.rows().stream().filter(r -> r.cell().id().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void paperHas24RunsOf76294Steps() {
    Plan plan = paper();
    assertThat(plan.rows()).hasSize(24);
    assertThat(plan.recipe().steps()).isEqualTo(76_294);
    assertThat(plan.rows()).allSatisfy(row -> assertThat(row.tokens()).isEqualTo(300_000_215_040L));
    assertThat(plan.checkpointSteps()).hasSize(32).endsWith(76_294L);
    assertThat(plan.checkpoints()).isEqualTo(768);
  }

  @ParameterizedTest
  @CsvSource({
    "LLAMA,      1.44, 4.92, 15.91, 35.66, 87.93, 178.97",
    "TNL,        0.44, 1.92,  6.96, 19.66, 58.78, 136.32",
    "HGRN2,      0.43, 1.87,  7.10, 19.40, 58.31, 135.63",
    "COSFORMER2, 0.47, 1.99,  7.17, 20.06, 59.50, 137.37"
  })
  void paperComputeIsAsItsFileSays(
      Architecture architecture,
      double m70,
      double m160,
      double m410,
      double b1,
      double b3,
      double b7) {
    List<Row> rows =
        paper().rows().stream().filter(row -> row.cell().architecture() == architecture).toList();
    double[] expected = {m70, m160, m410, b1, b3, b7};
    for (int i = 0; i < expected.length; i++) {
      assertThat(rows.get(i).flops(Convention.PAPER_TABLE) / Cost.PFLOPS_DAY)
          .as(rows.get(i).cell().id())
          .isCloseTo(expected[i], within(0.005));
    }
  }

  /** Table 7 prints PFLOPs a step to one decimal; this is where 1.41 at 70M comes from. */
  @ParameterizedTest
  @CsvSource({
    "llama-70M, 1.41", "llama-160M, 4.94", "llama-410M, 15.9", "llama-1B, 35.7", "llama-3B, 88.0",
    "llama-7B, 179.0", "tnl-70M, 0.44", "tnl-7B, 136.3", "hgrn2-7B, 135.6", "cosformer2-7B, 137.4"
  })
  void roundedPetaflopsTimesStepsAreTheComputeOfTable7(String id, double printed) {
    Row row = row(paper(), id);
    double perStep = row.cost().flops(Convention.PAPER_TABLE, row.cell().recipe().batchTokens());
    double rounded = Math.round(perStep / 1e14) * 1e14;
    assertThat(rounded * 76_294 / Cost.PFLOPS_DAY).isCloseTo(printed, within(0.05));
  }

  @Test
  void textStatesTheArithmetic() {
    assertThat(paper().text(NO_RATE))
        .contains(
            "Study paper: 4 architectures x 6 sizes x 1 seeds = 24 runs",
            "3,932,160 = 480 sequences x 8,192, in 480 micro-batches of 1",
            "300,000,000,000 tokens / 3,932,160 = 76,293.95, rounded up to 76,294 steps = 300,000,215,040 tokens",
            "24 runs x 32 = 768",
            "6,509,563,904",
            "defaults of metaseq",
            "schedule: constant, warmup_steps 0",
            "no time without an assumed rate",
            "  train:\n    tokens: 300000000000\n")
        .containsPattern("llama-7B +179\\.0 +179\\.9 +157\\.4 +134\\.9 +143\\.5 ")
        .containsPattern("tnl-7B +69\\.2 MB ");
  }

  @Test
  void wholeStepsAreNotRounded() {
    Study study = StudyFile.parse("s", Samples.with("1_000_000", "1_024_000"));
    assertThat(Plan.of(study).text(NO_RATE))
        .contains("1,024,000 tokens / 4,096 = 250 steps = 1,024,000 tokens");
  }

  @Test
  void timeNeedsARate() {
    Plan plan = Plan.of(Samples.study());
    Row row = row(plan, "tnl-xs");
    ModelConfig model = row.cell().model();
    double perToken =
        row.cost().flopsPerToken(Convention.CAUSAL)
            + 6.0 * model.shape().width() * model.vocabulary();
    assertThat(row.seconds(2)).isCloseTo(perToken * 1_003_520 / 2e9, within(1e-6));
    assertThat(plan.text(OptionalDouble.of(2))).contains("at an assumed 2 GFLOP/s a run");
    assertThat(plan.json(NO_RATE).findValue("seconds")).isNull();
    JsonNode totals = plan.json(OptionalDouble.of(2)).get("totals");
    assertThat(totals.get("seconds").doubleValue())
        .isCloseTo(plan.total(r -> r.seconds(2)), within(1e-9));
    assertThat(totals.get("assumed_gflops").doubleValue()).isEqualTo(2);
  }

  @Test
  void jsonHasEveryCell() {
    JsonNode json = paper().json(NO_RATE);
    assertThat(json.get("cells")).hasSize(24);
    JsonNode cell = json.get("cells").get(11);
    assertThat(cell.get("id").textValue()).isEqualTo("tnl-7B");
    assertThat(cell.get("parameters").get("non_embedding").longValue()).isEqualTo(6_509_563_904L);
    assertThat(cell.get("parameters").get("embedding").longValue()).isEqualTo(410_746_880);
    assertThat(cell.get("steps").longValue()).isEqualTo(76_294);
    assertThat(cell.get("state_bytes").doubleValue()).isEqualTo(69_206_016);
    assertThat(cell.get("pflops_days").get("flops_paper_table").doubleValue())
        .isCloseTo(136.3, within(0.05));
    assertThat(cell.get("initial_weights").get("source").textValue()).contains("metaseq");
    assertThat(json.get("checkpoints").get("total").longValue()).isEqualTo(768);
    assertThat(json.get("checkpoints").get("steps")).hasSize(32);
    assertThat(json.get("checkpoints").get("tokens").get(31).longValue())
        .isEqualTo(300_000_215_040L);
    assertThat(json.get("resolved").get("train").get("beta2").doubleValue()).isEqualTo(0.95);
    assertThat(json.get("hash").textValue()).isEqualTo(paper().study().hash());
    assertThat(json.get("warnings")).isNotEmpty();
  }

  @Test
  void memoryFollowsItsFormula() {
    Row row = row(Plan.of(Samples.study()), "llama-s");
    double parameters = row.cost().total();
    TrainingMemory memory = row.memory();
    assertThat(memory.weights()).isEqualTo(4 * parameters);
    assertThat(memory.gradients() + memory.moments()).isEqualTo(12 * parameters);
    double layer = 2 * 64 + 2 * 65 + 3 * 200 + 2 * 64 + 6 * 64 + 2;
    assertThat(memory.activations()).isEqualTo(4.0 * 8 * 256 * (3 * layer + 4 * 64));
    assertThat(memory.total())
        .isEqualTo(16 * parameters + memory.activations() + memory.temporaries());
  }

  @Test
  void initialWeightsFollowTheConfig() {
    Study normal = StudyFile.parse("s", Samples.with("head_dim: 32", "head_dim: 32, init: normal"));
    InitialWeights tnl = InitialWeights.of(row(Plan.of(normal), "tnl-s").cell().model());
    assertThat(tnl.text())
        .contains("N(0, 0.02^2), residual outputs divided by sqrt(2 l)", "ALiBi", "first layer")
        .doesNotContain("norms");
    assertThat(tnl.source()).contains("GPT-2").doesNotContain("metaseq");
    InitialWeights cosformer2 = InitialWeights.of(row(paper(), "cosformer2-70M").cell().model());
    assertThat(cosformer2.text()).contains("every layer", "Toeplitz", "norms weight 1, bias 0");
    assertThat(InitialWeights.of(row(paper(), "hgrn2-70M").cell().model()).text())
        .contains("not scaled", "lower bounds");
  }

  @ParameterizedTest
  @CsvSource({"0, 0 B", "999, 999 B", "1500, 1.5 kB", "999960, 1.0 MB", "69206016, 69.2 MB"})
  void bytesAreDecimal(double bytes, String text) {
    assertThat(Figures.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0.50 s", "60, 60 s", "120, 2.0 min", "7200, 2.0 h", "864000, 10.0 d"})
  void durationsHaveFittingUnits(double seconds, String text) {
    assertThat(Figures.duration(seconds)).isEqualTo(text);
  }
}
