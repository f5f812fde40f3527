package org.isoline.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecallFileTest {
  private static final String SAMPLE =
      """
      recall: sample
      task:
        vocabulary: 64
        train:
          - {length: 64, pairs: 4, examples: 1_000}
          - {length: 128, pairs: 16, examples: 500}
        test:
          - {length: 64, pairs: 4, examples: 100}
          - {length: 256, pairs: 16, examples: 50}
      model: {head_dim: 16}
      widths: [32, 64]
      architectures:
        tnl: {learning_rates: [1e-3, 3e-3, 1e-2]}
        llama: {learning_rates: [3e-4]}
      train:
        epochs: 4
        batch_sequences: 32
        stop_at: 0.99
        seeds: [1, 2]
      """;

  private static RecallStudy sample() {
    return RecallFile.parse("s.yaml", SAMPLE);
  }

  @Test
  void everyArchitectureWidthLearningRateAndSeedIsARun() {
    List<Cell> cells = sample().cells();
    assertThat(cells).hasSize(2 * (3 + 1) * 2);
    assertThat(cells.stream().map(Cell::id))
        .doesNotHaveDuplicates()
        .contains("llama-d32-lr3e-4", "tnl-d64-lr0.003-s2");
    Cell cell = cells.getFirst();
    assertThat(cell.recipe().steps()).as("4 (31 + 15) batches").isEqualTo(184);
    assertThat(cell.model().context()).isEqualTo(128);
    assertThat(cell.model().vocabulary()).isEqualTo(64);
    assertThat(cell.recipe().optimizer().weightDecay()).isEqualTo(0.1);
    assertThat(cells.stream().map(Cell::hash)).doesNotHaveDuplicates();
  }

  @Test
  void aWrittenStudyReadsBackEqual() {
    RecallStudy study = sample();
    assertThat(RecallFile.parse("again", RecallFile.yaml(study))).isEqualTo(study);
    RecallStudy endless = RecallFile.parse("s", SAMPLE.replace("  stop_at: 0.99\n", ""));
    assertThat(RecallFile.parse("again", RecallFile.yaml(endless))).isEqualTo(endless);
  }

  @Test
  void whatDecidesResultsDecidesTheHash() {
    String hash = sample().cells().getFirst().hash();
    for (String[] edit :
        new String[][] {
          {"examples: 50}", "examples: 51}"},
          {"stop_at: 0.99", "stop_at: 0.9"},
          {"epochs: 4", "epochs: 5"},
          {"head_dim: 16", "head_dim: 8"}
        }) {
      Cell edited = RecallFile.parse("s", SAMPLE.replace(edit[0], edit[1])).cells().getFirst();
      assertThat(edited.hash()).as(edit[1]).isNotEqualTo(hash);
    }
    String other = SAMPLE.replace("recall: sample", "recall: other");
    assertThat(RecallFile.parse("s", other).cells().getFirst().hash()).isEqualTo(hash);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "widths: | width: | s.yaml:11:1: unknown key width (did you mean 'widths'?)",
        "pairs: 4, examples: 1_000 | pairs: 17, examples: 1_000 | s.yaml:5:27: task.train[0].pairs = 17 of length = 64, must be from 1 to 16",
        "length: 256 | length: 255 | s.yaml:9:16: task.test[1].length = 255, must be even",
        "vocabulary: 64 | vocabulary: 32 | task.train[1].pairs = 16, must be at most vocabulary / 2 - 1 = 15",
        "{length: 256, pairs: 16, | {length: 64, pairs: 4, | task.test has a length with the same pairs twice",
        "head_dim: 16 | head_dim: 24 | s.yaml:10:19: model.head_dim = 24 does not divide width = 32",
        "widths: [32, 64] | widths: [32, 32] | widths = [32, 32] has a value twice",
        "[1e-3, 3e-3, 1e-2] | [1e-3, 1e-3] | architectures.tnl.learning_rates = [0.001, 0.001] has a value twice",
        "[3e-4] | 3e-4 | architectures.llama.learning_rates = 3e-4, must be a list",
        "epochs: 4 | steps: 0 | s.yaml:16:10: train.steps = 0, must be a whole number from 1",
        "epochs: 4 | checkpoints: 3 | train has neither epochs nor steps",
        "epochs: 4 | {epochs: 4} | not YAML",
        "batch_sequences: 32 | batch_sequences: 501 | train.batch_sequences = 501 is more than the 500 examples of length 128 with 16 pairs",
        "stop_at: 0.99 | stop_at: 1.5 | train.stop_at = 1.5, must be a number above 0 and at most 1",
        "seeds: [1, 2] | seeds: [2, 2] | train.seeds = [2, 2] has a seed twice"
      })
  void wrongFilesNamePlaceKeyAndTheWayOut(String piece, String replacement, String message) {
    assertThat(SAMPLE).contains(piece);
    assertThatThrownBy(() -> RecallFile.parse("s.yaml", SAMPLE.replace(piece, replacement)))
        .isInstanceOf(StudyException.class)
        .hasMessageContaining(message);
  }

  @Test
  void theFirstKeySaysWhatAFileIs(@TempDir Path folder) throws IOException {
    Path recall = Files.writeString(folder.resolve("r.yaml"), SAMPLE);
    Path study = Files.writeString(folder.resolve("s.yaml"), Samples.QUICK);
    assertThat(RecallFile.isRecall(recall)).isTrue();
    assertThat(RecallFile.isRecall(study)).isFalse();
    assertThatThrownBy(() -> StudyFile.read(recall))
        .hasMessageContaining("r.yaml: is a study of recall, which has no corpus");
    assertThatThrownBy(() -> RecallFile.isRecall(folder.resolve("none.yaml")))
        .hasMessageContaining("no such file");
  }

  /** TNL's first layer has cosine LRPE: 3 matrices of d dh; softmax 2 layers of 2 d n. */
  @Test
  void aPlanShowsRunsAndStates() {
    RecallPlan plan = new RecallPlan(sample());
    assertThat(plan.text(OptionalDouble.of(10)))
        .contains("2 architectures x 2 widths, 16 runs in all")
        .contains("(64, 4) x 1,000, (128, 16) x 500")
        .contains(" s at 10 GFLOP/s")
        .containsPattern("tnl-d64 +6 .* 12,288 +12,288\n")
        .containsPattern("llama-d32 +2 .* 32,768 +131,072\n");
    assertThat(plan.json().path("models").get(3).path("state").get(1).path("state_bytes").asLong())
        .isEqualTo(4L * 3 * 64 * 16);
  }

  @ParameterizedTest
  @ValueSource(strings = {"recall.yaml", "recall-zoology.yaml"})
  void theFilesOfTheProjectAreLegal(String name) {
    RecallStudy study = RecallFile.read(Path.of("..", "studies", name));
    assertThat(study.cells()).hasSizeGreaterThan(4);
  }
}
