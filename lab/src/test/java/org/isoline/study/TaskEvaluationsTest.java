package org.isoline.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.isoline.evaluate.TinyStudy;
import org.isoline.model.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskEvaluationsTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private TaskEvaluations evaluations(String tasks) {
    String text =
        Samples.QUICK
            + "\nevaluation: {tasks: [%s], every: 0}\nworkers: {processes: 2}\n".formatted(tasks);
    Study study = StudyFile.parse("studies/mine.yaml", text);
    WorkerCommand command =
        new WorkerCommand(
            "org.isoline.cli.Main", Path.of("studies/mine.yaml"), folder, folder.resolve("data"));
    return new TaskEvaluations(
        study,
        folder.resolve("study"),
        command,
        new PrintStream(said, true, StandardCharsets.UTF_8),
        false);
  }

  @Test
  void dataThatAreNotThereAreNamedBeforeAnythingIsTrained() {
    assertThatThrownBy(() -> evaluations("csr7, opposites").requireData())
        .isInstanceOf(StudyException.class)
        .hasMessageContaining("studies/mine.yaml: evaluation.tasks")
        .hasMessageContaining("isoline fetch boolq piqa hellaswag");
    assertThatThrownBy(() -> evaluations("oposites").requireData())
        .hasMessageContaining("did you mean 'opposites'?");
    evaluations("opposites, position_loss").requireData();
  }

  @Test
  void workersShareTheLastCheckpoints() throws Exception {
    Path study = folder.resolve("study");
    TinyStudy.checkpoint(study, Architecture.TNL, 10);
    TinyStudy.checkpoint(study, Architecture.TNL, 20);
    TinyStudy.checkpoint(study, Architecture.LLAMA, 20);
    assertThat(evaluations("opposites, mqar_small").run()).as(said.toString()).isTrue();
    assertThat(said.toString()).contains("4 new results of opposites, mqar_small");
    assertThat(Files.readAllLines(study.resolve("evaluations/results.csv")))
        .hasSize(1 + 2 * (2 + 3))
        .noneMatch(row -> row.contains("step-10"));
  }

  @Test
  void aWorkerThatFailsIsShown() throws Exception {
    Path study = folder.resolve("study");
    TinyStudy.checkpoint(study, Architecture.TNL, 10);
    assertThat(evaluations("position_loss").run()).isFalse();
    assertThat(said.toString())
        .contains("ended with code 2")
        .contains("asks about the held-out text of a study");
  }
}
