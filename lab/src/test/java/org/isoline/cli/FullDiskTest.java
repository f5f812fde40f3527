package org.isoline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.isoline.TinyCorpus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study on a disk that fills up, then gets room. Needs the right to mount a small tmpfs. */
class FullDiskTest {
  @TempDir Path folder;
  private Path runs;

  @BeforeEach
  void mount() throws IOException, InterruptedException {
    runs = Files.createDirectories(folder.resolve("runs"));
    assumeTrue(
        Files.isExecutable(Path.of("/bin/mount"))
            && call("mount", "-t", "tmpfs", "-o", "size=1200k", "tmpfs", runs.toString()) == 0,
        "skipped: mounting a tmpfs is not allowed here");
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    call("umount", runs.toString());
  }

  private static int call(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  @Test
  void nothingComputedIsLostAndItGoesOnWhenThereIsRoom() throws Exception {
    TinyCorpus.write(folder.resolve("text"), 60);
    Path file = folder.resolve("full.yaml");
    Files.writeString(
        file,
        """
        study: full
        corpus:
          sources: [{text: %s/*.txt}]
          tokenizer: {kind: bytes}
          validation_fraction: 0.2
        model: {profile: paper, context: 32, head_dim: 16}
        sizes: [{name: a, layers: 2, width: 64}]
        architectures: {tnl: {learning_rate: 1e-2}}
        train: {tokens: 10240, batch_tokens: 256, micro_batch_sequences: 8}
        checkpoints: {count: 4}
        evaluation: {tokens: 1000}
        workers: {processes: 1}
        """
            .formatted(folder.resolve("text")));
    String[] study = {"study", file.toString(), "--runs", runs.toString()};
    Launched full = Launched.run(folder, study);
    assertThat(full.exitCode()).as(full.output()).isEqualTo(3);
    assertThat(full.output()).contains("No space left on device");

    assertThat(call("mount", "-o", "remount,size=64m", runs.toString())).isZero();
    Launched roomy = Launched.run(folder, study);
    assertThat(roomy.exitCode()).as(roomy.output()).isZero();
    assertThat(runs.resolve("full/tnl-a/checkpoints/step-40/model.safetensors")).isNotEmptyFile();
  }
}
