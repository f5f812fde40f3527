package org.isoline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recall study from end to end, as its users run it, killed and resumed. */
class RecallCommandTest {
  @TempDir Path folder;

  private Path study(String name, String train) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        recall: %s
        task:
          vocabulary: 16
          train:
            - {length: 16, pairs: 2, examples: 160}
            - {length: 32, pairs: 4, examples: 80}
          test:
            - {length: 16, pairs: 2, examples: 40}
            - {length: 48, pairs: 4, examples: 20}
        model: {head_dim: 8, layers: 1}
        widths: [16]
        architectures:
          llama: {learning_rates: [1e-2]}
          tnl: {learning_rates: [3e-3, 1e-2]}
        train: {steps: 60, batch_sequences: 16, checkpoints: 6%s}
        """
            .formatted(name, train));
  }

  private String runs() {
    return folder.resolve("runs").toString();
  }

  @Test
  void killedItGoesOnAndEndsWithTheSameBits() throws Exception {
    Path whole = study("whole", "");
    Launched first = Launched.run(folder, "study", whole.toString(), "--runs", runs());
    assertThat(first.exitCode()).as(first.output()).isZero();
    assertThat(first.output()).contains("llama-d16-lr0.01 done after 60 of 60 steps: ");
    Path results = folder.resolve("runs/whole");
    List<String> rows = Files.readAllLines(results.resolve("recall.csv"));
    assertThat(rows).hasSize(1 + 3 * 2);
    assertThat(rows.getFirst())
        .startsWith("run,architecture,width,layers,learning_rate,seed,length,pairs,accuracy");
    // One layer of 2 d n floats for softmax, of 2 d dh for a linear one with cosines.
    assertThat(rows).filteredOn(row -> row.contains("llama")).hasSize(2);
    assertThat(rows).anyMatch(row -> row.matches("llama-.*,48,4,.*,6144,\\d+,60,.*,true,false"));
    assertThat(rows).anyMatch(row -> row.matches("tnl-.*,48,4,.*,1024,\\d+,60,.*"));
    assertThat(rows).filteredOn(row -> row.matches("tnl-.*,true,true")).hasSize(2);
    assertThat(results.resolve("recall.html"))
        .content()
        .contains("n = 48, K = 4", "data-setting=\"1\"", "6,144")
        .doesNotContain("{{");

    Path killed = study("killed", "");
    for (long delay : new long[] {2500, 4000}) {
      Process process =
          Launched.start(
              folder.resolve("killed.log"), "study", killed.toString(), "--runs", runs());
      process.waitFor(delay, TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();
    }
    Launched last = Launched.run(folder, "study", killed.toString(), "--runs", runs());
    assertThat(last.exitCode()).as(last.output()).isZero();
    for (String run : List.of("llama-d16-lr0.01", "tnl-d16-lr0.003", "tnl-d16-lr0.01")) {
      String model = run + "/checkpoints/step-60/model.safetensors";
      assertThat(folder.resolve("runs/killed").resolve(model))
          .hasSameBinaryContentAs(results.resolve(model));
    }
    assertThat(untimed("killed")).isEqualTo(untimed("whole"));

    Launched again = Launched.run(folder, "study", killed.toString(), "--runs", runs());
    assertThat(again.output()).contains("all 3 runs are done");
    study("killed", ", weight_decay: 0.2");
    Launched edited = Launched.run(folder, "study", killed.toString(), "--runs", runs());
    assertThat(edited.exitCode()).isEqualTo(2);
    assertThat(edited.output()).contains("the study was edited");
  }

  /** Rows without the seconds that training took. */
  private List<String> untimed(String study) throws IOException {
    return Files.readAllLines(folder.resolve("runs").resolve(study).resolve("recall.csv")).stream()
        .map(row -> row.replaceAll(",[^,]*(,[^,]*,[^,]*)$", "$1"))
        .toList();
  }

  /** An accuracy that guessing reaches. */
  @Test
  void aRunThatIsGoodEnoughEndsEarly() throws Exception {
    Path file = study("early", ", stop_at: 1e-9");
    Launched done =
        Launched.run(
            folder, "train", file.toString(), "--cell", "llama-d16-lr0.01", "--runs", runs());
    assertThat(done.exitCode()).as(done.output()).isZero();
    assertThat(folder.resolve("runs/early/llama-d16-lr0.01/outcome.json"))
        .content()
        .contains("done")
        .containsPattern("\"step\" : [1-5]0");
  }
}
