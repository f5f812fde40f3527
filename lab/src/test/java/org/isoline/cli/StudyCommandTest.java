package org.isoline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.isoline.TinyCorpus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job from end to end, as its users run it, killed and resumed. */
class StudyCommandTest {
  @TempDir Path folder;

  private Path study(String name, String architectures, String extra) throws IOException {
    TinyCorpus.write(folder.resolve("text"), 60);
    Path file = folder.resolve(name + ".yaml");
    Files.writeString(
        file,
        """
        study: %s
        seed: 3
        corpus:
          sources: [{text: %s/*.txt}]
          tokenizer: {kind: bytes}
          validation_fraction: 0.2
        model: {profile: paper, context: 32, head_dim: 16}
        sizes:
          - {name: a, layers: 1, width: 16}
          - {name: b, layers: 1, width: 32}
        architectures: %s
        train:
          tokens: 30720
          batch_tokens: 256
          micro_batch_sequences: 8
          schedule: {kind: constant, warmup_steps: 4}
        checkpoints: {count: 6}
        evaluation: {tokens: 2000}
        workers: {processes: 2}
        %s
        """
            .formatted(name, folder.resolve("text"), architectures, extra));
    return file;
  }

  private Launched isoline(String... arguments) throws IOException, InterruptedException {
    String[] all =
        Stream.concat(Stream.of(arguments), Stream.of("--runs", runs())).toArray(String[]::new);
    return Launched.run(folder, all);
  }

  private String runs() {
    return folder.resolve("runs").toString();
  }

  private static final String TWO = "{tnl: {learning_rate: 1e-2}, hgrn2: {learning_rate: 1e-2}}";

  @Test
  void killedAtAnyMomentItGoesOnAndEndsWithTheSameBits() throws Exception {
    Path whole = study("whole", TWO, "");
    Launched first = isoline("study", whole.toString());
    assertThat(first.exitCode()).as(first.output()).isZero();
    assertThat(folder.resolve("runs/whole/report/index.html")).isNotEmptyFile();
    assertThat(Files.readAllLines(folder.resolve("runs/whole/observations.csv")))
        .hasSize(1 + 4 * 6);
    String checkpoint = folder.resolve("runs/whole/tnl-a/checkpoints/step-120").toString();
    Launched text = Launched.run(folder, "generate", "--checkpoint", checkpoint, "--prompt", "of");
    assertThat(text.exitCode()).as(text.output()).isZero();

    Path killed = study("killed", TWO, "");
    for (long delay : new long[] {700, 1900, 3100, 4300}) {
      Process process =
          Launched.start(
              folder.resolve("killed.log"), "study", killed.toString(), "--runs", runs());
      process.waitFor(delay, TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();
    }
    Launched last = isoline("study", killed.toString());
    assertThat(last.exitCode()).as(last.output()).isZero();
    for (String cell : List.of("tnl-a", "tnl-b", "hgrn2-a", "hgrn2-b")) {
      String model = cell + "/checkpoints/step-120/model.safetensors";
      assertThat(folder.resolve("runs/killed").resolve(model))
          .hasSameBinaryContentAs(folder.resolve("runs/whole").resolve(model));
    }
    assertThat(losses("killed")).isEqualTo(losses("whole"));

    Launched again = isoline("study", killed.toString());
    assertThat(again.exitCode()).isZero();
    assertThat(again.output()).contains("all 4 cells are done");
  }

  private List<String> losses(String study) throws IOException {
    return Files.readAllLines(folder.resolve("runs").resolve(study).resolve("observations.csv"));
  }

  @Test
  void aStudyEditedUnderItsRunsIsRefusedKeyByKeyAndNothingIsLost() throws Exception {
    Path file = study("edited", "{tnl: {learning_rate: 1e-2}}", "");
    assertThat(isoline("study", file.toString()).exitCode()).isZero();
    String former = Files.readString(file);
    Files.writeString(file, former.replace("learning_rate: 1e-2", "learning_rate: 2e-2"));
    Launched refused = isoline("study", file.toString());
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.output())
        .contains("architectures.tnl.learning_rate")
        .contains("0.01")
        .contains("0.02");
    Files.writeString(file, former);
    assertThat(isoline("study", file.toString()).exitCode()).isZero();

    Path shard = folder.resolve("runs/edited/corpus/train.bin");
    byte[] tokens = Files.readAllBytes(shard);
    Files.write(shard, java.util.Arrays.copyOf(tokens, tokens.length - 3));
    Launched truncated = isoline("study", file.toString());
    assertThat(truncated.exitCode()).isEqualTo(2);
    assertThat(truncated.output()).contains("train.bin").contains(Integer.toString(tokens.length));
  }

  @Test
  void aCellThatFailsIsReportedWithItsLogAndTheOthersGoOn() throws Exception {
    Path file = study("failing", "{tnl: {learning_rate: 1e-2}}", "");
    assertThat(isoline("prepare", file.toString()).exitCode()).isZero();
    // A file where the cell's checkpoints should go: every save fails, as on a full disk.
    Path cell = Files.createDirectories(folder.resolve("runs/failing/tnl-b"));
    Files.writeString(cell.resolve("checkpoints"), "in the way");
    Launched run = isoline("study", file.toString());
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.output())
        .contains("tnl-b FAILED")
        .contains("checkpoints")
        .contains("tnl-a done");
    Files.delete(cell.resolve("checkpoints"));
    assertThat(isoline("study", file.toString()).exitCode()).isZero();
  }

  @Test
  void unevaluatedAndCorruptCheckpointsDoNotTouchTheRun() throws Exception {
    Path file = study("scored", "{tnl: {learning_rate: 1e-2}}", "");
    assertThat(isoline("study", file.toString()).exitCode()).isZero();
    Path cell = folder.resolve("runs/scored/tnl-a");
    Path last = cell.resolve("checkpoints/step-120/model.safetensors");
    byte[] weights = Files.readAllBytes(last);
    List<String> observations = losses("scored");
    // Nothing to go on from, nothing evaluated, one checkpoint corrupt.
    Files.delete(cell.resolve("outcome.json"));
    Files.delete(cell.resolve("evaluations.jsonl"));
    Files.delete(cell.resolve("checkpoints/step-120/optimizer.safetensors"));
    Files.delete(cell.resolve("checkpoints/step-100/optimizer.safetensors"));
    Files.write(cell.resolve("checkpoints/step-20/model.safetensors"), new byte[] {1, 2, 3});
    Launched again = isoline("study", file.toString());
    assertThat(again.exitCode()).as(again.output()).isZero();
    assertThat(Files.readAllBytes(last)).isEqualTo(weights);
    assertThat(losses("scored")).isEqualTo(observations);
    assertThat(Files.readString(cell.resolve("worker.log"))).contains("step-20", "not evaluated");
  }

  @Test
  void twoProcessesOnOneFolder() throws Exception {
    Path file = study("twice", "{tnl: {learning_rate: 1e-2}}", "");
    Process first =
        Launched.start(folder.resolve("first.log"), "study", file.toString(), "--runs", runs());
    Path lock = folder.resolve("runs/twice/.lock");
    while (first.isAlive() && (!Files.exists(lock) || Files.size(lock) == 0)) {
      Thread.sleep(10);
    }
    Launched second = isoline("study", file.toString());
    assertThat(second.exitCode()).as(second.output()).isEqualTo(2);
    assertThat(second.output()).contains("another process (pid " + first.pid() + ")");
    assertThat(first.waitFor()).isZero();
  }

  @Test
  void contextLongerThanTheCorpusAndEmptyCorpus() throws Exception {
    Path file = study("long", "{tnl: {learning_rate: 1e-2}}", "");
    String text = Files.readString(file);
    Files.writeString(
        file,
        text.replace("context: 32", "context: 100000")
            .replace("batch_tokens: 256", "batch_tokens: 800000")
            .replace("tokens: 30720", "tokens: 1600000")
            .replace("count: 6", "count: 1"));
    Launched tooLong = isoline("study", file.toString());
    assertThat(tooLong.exitCode()).isEqualTo(2);
    assertThat(tooLong.output()).contains("100000");
    Path empty = study("empty", "{tnl: {learning_rate: 1e-2}}", "");
    Files.writeString(empty, Files.readString(empty).replace("/*.txt", "/*.absent"));
    Launched nothing = isoline("study", empty.toString());
    assertThat(nothing.exitCode()).isEqualTo(2);
    assertThat(nothing.output()).contains(".absent");
  }
}
