package org.isoline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.isoline.evaluate.TinyStudy;
import org.isoline.model.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evaluation as its users run it: processes that are killed, started twice, called wrongly. */
class EvaluateCommandTest {
  @TempDir Path folder;

  private Path study() {
    Path study = folder.resolve("study");
    for (Architecture architecture : Architecture.values()) {
      TinyStudy.checkpoint(study, architecture, 10);
      TinyStudy.checkpoint(study, architecture, 20);
    }
    return study;
  }

  private Launched evaluate(String... arguments) throws IOException, InterruptedException {
    String[] all =
        Stream.concat(
                Stream.of("evaluate"),
                Stream.concat(
                    Stream.of(arguments), Stream.of("--data", folder.resolve("data").toString())))
            .toArray(String[]::new);
    return Launched.run(folder, all);
  }

  private static List<Path> results(Path study) throws IOException {
    Path results = study.resolve("evaluations/results");
    if (!Files.isDirectory(results)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(results)) {
      return files.filter(file -> file.toString().endsWith(".json")).toList();
    }
  }

  /** Values without the times they took. */
  private static List<String> values(Path study) throws IOException {
    return Files.readAllLines(study.resolve("evaluations/results.csv")).stream()
        .map(row -> row.split(","))
        .map(cells -> cells[0] + " " + cells[11] + " " + cells[13] + " " + cells[14])
        .toList();
  }

  @Test
  void killedItGoesOnAndEndsWithTheSameNumbers() throws Exception {
    Path study = study();
    Process killed =
        Launched.start(
            folder.resolve("killed.log"),
            "evaluate",
            study.toString(),
            "--tasks",
            "opposites,mqar_small");
    for (int i = 0; i < 1200 && results(study).isEmpty() && killed.isAlive(); i++) {
      Thread.sleep(50);
    }
    killed.destroyForcibly().waitFor();
    int before = results(study).size();
    assertThat(before).isBetween(1, 16);
    Launched resumed = evaluate(study.toString(), "--tasks", "opposites,mqar_small");
    assertThat(resumed.exitCode()).as(resumed.output()).isZero();
    assertThat(resumed.output())
        .contains("8 checkpoints x 2 tasks = 16 units: " + before + " had a result")
        .contains("0 failed");
    assertThat(results(study)).hasSize(16);
    Path other = folder.resolve("elsewhere");
    Launched whole =
        evaluate(study.toString(), "--tasks", "opposites,mqar_small", "--out", other.toString());
    assertThat(whole.exitCode()).as(whole.output()).isZero();
    assertThat(Files.readAllLines(other.resolve("results.csv"))).hasSize(1 + 8 * (2 + 3));
    Files.move(study.resolve("evaluations"), folder.resolve("first"));
    Files.move(other, study.resolve("evaluations"));
    List<String> uninterrupted = values(study);
    Files.move(study.resolve("evaluations"), other);
    Files.move(folder.resolve("first"), study.resolve("evaluations"));
    assertThat(values(study)).isEqualTo(uninterrupted);
  }

  @Test
  void aFolderThatFillsIsWatched() throws Exception {
    Path study = folder.resolve("study");
    TinyStudy.checkpoint(study, Architecture.TNL, 10);
    Path log = folder.resolve("watch.log");
    Process watching =
        Launched.start(
            log,
            "evaluate",
            study.toString(),
            "--tasks",
            "opposites",
            "--watch=1",
            "--patience",
            "0.1");
    for (int i = 0; i < 1200 && results(study).isEmpty() && watching.isAlive(); i++) {
      Thread.sleep(50);
    }
    TinyStudy.checkpoint(study, Architecture.HGRN2, 5);
    assertThat(watching.waitFor(120, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    assertThat(watching.exitValue()).as(Files.readString(log)).isZero();
    assertThat(Files.readString(log))
        .contains("2 checkpoints x 1 tasks = 2 units: 0 had a result, 2 written");
    assertThat(results(study)).hasSize(2);
  }

  @Test
  void wrongCallsSayWhatIsLegal() throws Exception {
    Path study = study();
    Launched unknown = evaluate(study.toString(), "--tasks", "opposite");
    assertThat(unknown.exitCode()).isEqualTo(Main.BAD_INPUT);
    assertThat(unknown.output()).contains("did you mean 'opposites'?");
    Launched missing = evaluate(study.toString(), "--tasks", "csr7");
    assertThat(missing.exitCode()).isEqualTo(Main.BAD_INPUT);
    assertThat(missing.output()).contains("isoline fetch boolq").contains("--skip-missing");
    Launched nowhere = evaluate(folder.resolve("no").toString(), "--tasks", "opposites");
    assertThat(nowhere.exitCode()).isEqualTo(Main.BAD_INPUT);
    assertThat(nowhere.output()).contains("no such folder");
  }

  @Test
  void averagesNameWhatTheyLack() throws Exception {
    Path study = folder.resolve("study");
    TinyStudy.checkpoint(study, Architecture.TNL, 10);
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(
        folder.resolve("data/openbookqa.test.jsonl"),
        """
        {"id": "a", "question": "Ice is", "choices": ["cold", "hot"], "gold": 0}
        {"id": "b", "question": "Fire is", "choices": ["cold", "hot"], "gold": 1}
        """);
    Launched launched = evaluate(study.toString(), "--tasks", "csr7", "--skip-missing");
    assertThat(launched.exitCode()).as(launched.output()).isZero();
    List<String> rows = Files.readAllLines(study.resolve("evaluations/results.csv"));
    assertThat(rows.getLast())
        .contains(",csr7,1.0,mean,,,1,")
        .contains("boolq:acc piqa:acc hellaswag:acc_norm winogrande:acc arc_easy:acc");
  }
}
