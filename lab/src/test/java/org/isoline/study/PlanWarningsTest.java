package org.isoline.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.isoline.study.Plan.Warning;
import org.junit.jupiter.api.Test;

class PlanWarningsTest {
  /** A study that gives no cause for any warning. */
  private static final String GOOD =
      """
      study: good
      corpus:
        sources: [{text: a.txt}]
        tokenizer: {kind: bytes}
      model: {context: 256, head_dim: 32}
      sizes:
        - {name: a, layers: 2, width: 64}
        - {name: b, layers: 2, width: 96}
        - {name: c, layers: 2, width: 128}
        - {name: d, layers: 3, width: 128}
      architectures:
        tnl: {learning_rate: 3e-3}
      train:
        tokens: 20e6
        batch_tokens: 16384
        schedule: {kind: constant, warmup_steps: 3}
        beta2: 0.99
        seeds: [1, 2]
      checkpoints: {count: 8}
      """;

  private static List<String> warnings(String piece, String replacement) {
    assertThat(GOOD).contains(piece);
    return Plan.of(StudyFile.parse("s.yaml", GOOD.replace(piece, replacement))).warnings().stream()
        .map(Warning::text)
        .toList();
  }

  private static void assertOne(String piece, String replacement, String... parts) {
    List<String> warnings = warnings(piece, replacement);
    assertThat(warnings).hasSize(1);
    assertThat(warnings.getFirst()).contains(parts);
  }

  @Test
  void goodStudyHasNone() {
    assertThat(warnings("study: good", "study: fine")).isEmpty();
    assertThat(Plan.of(StudyFile.parse("s", GOOD)).text(java.util.OptionalDouble.empty()))
        .contains("Warnings: none");
  }

  @Test
  void oneLearningRateForAWideRange() {
    assertOne("layers: 3, width: 128", "layers: 9, width: 256", "one learning rate", "tnl 68-fold");
    assertThat(
            warnings(
                "- {name: d, layers: 3, width: 128}\narchitectures:\n  tnl: {learning_rate: 3e-3}",
                "- {name: d, layers: 9, width: 256}\narchitectures:\n"
                    + "  tnl: {learning_rate: {a: 3e-3, b: 3e-3, c: 2e-3, d: 1e-3}}"))
        .isEmpty();
  }

  @Test
  void longWarmup() {
    assertOne(
        "warmup_steps: 3",
        "warmup_steps: 20",
        "warm-up of 327,680 tokens",
        "in tnl-a, tnl-b",
        "take warmup_steps: 7");
    assertThat(warnings("warmup_steps: 3", "warmup_steps: 1000")).hasSize(2);
  }

  @Test
  void checkpointsInTheWarmup() {
    assertOne(
        "{count: 8}", "{log_spaced: 8, first_tokens: 16384}", "2 checkpoints of each run lie");
    assertThat(
            warnings("{count: 8}", "{log_spaced: 8, first_tokens: 16384}\nfit: {min_tokens: 1e5}"))
        .isEmpty();
  }

  @Test
  void embeddings() {
    assertOne(
        "{kind: bytes}", "{kind: bpe, vocabulary: 32000}", "embeddings are 95 % of the parameters");
  }

  @Test
  void softmaxCount() {
    assertOne(
        "  tnl: {learning_rate: 3e-3}",
        "  tnl: {learning_rate: 3e-3}\n  llama: {learning_rate: 3e-3}",
        "full n x n matrix");
    assertThat(warnings("tnl:", "llama:")).isEmpty();
  }

  @Test
  void schedulePhases() {
    assertOne("kind: constant", "kind: cosine", "not ends of shorter runs");
    assertOne(
        "kind: constant", "kind: wsd", "6 checkpoints of each run lie before the cooldown and 2");
    assertThat(warnings("kind: constant, warmup_steps: 3", "kind: wsd, decay_fraction: 1"))
        .isEmpty();
  }

  @Test
  void smallBatchWithUsualBeta2() {
    assertOne("beta2: 0.99", "beta2: 0.95", "beta2 = 0.95 with batches of 16,384 tokens");
  }

  @Test
  void oneSeed() {
    assertOne("seeds: [1, 2]", "seeds: [1]", "noise floor");
  }

  @Test
  void fewSizes() {
    assertOne("  - {name: d, layers: 3, width: 128}\n", "", "3 sizes");
  }

  @Test
  void theStudyOfThePaperHasItsKnownPitfalls() {
    Plan plan = Plan.of(StudyFile.read(Path.of("..", "studies", "paper.yaml")));
    assertThat(plan.warnings())
        .extracting(Warning::source)
        .containsExactly(
            "Porian et al., arXiv 2406.19146",
            "Pearce and Song, arXiv 2406.12907",
            "arXiv 2406.16690, Table 1",
            "Choshen et al., arXiv 2410.11840");
    assertThat(plan.warnings().get(2).text()).contains("0.64 to 0.87");
  }
}
