package org.isoline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.isoline.TinyCorpus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareCommandTest {
  @TempDir Path folder;
  private Path study;

  @BeforeEach
  void write() throws IOException {
    TinyCorpus.write(folder.resolve("text"), 60);
    study =
        Files.writeString(
            folder.resolve("tiny.yaml"),
            """
            study: tiny
            corpus:
              sources: [{text: %s/*.txt}]
              tokenizer: {kind: bpe, vocabulary: 280}
              validation_fraction: 0.2
            model: {profile: paper, context: 32, head_dim: 16}
            sizes: [{name: a, layers: 2, width: 64}]
            architectures: {tnl: {learning_rate: 1e-2}}
            train: {tokens: 10240, batch_tokens: 256, micro_batch_sequences: 8}
            checkpoints: {count: 4}
            evaluation: {tokens: 1000}
            """
                .formatted(folder.resolve("text")));
  }

  private Launched prepare(String... more) throws IOException, InterruptedException {
    String[] all = new String[4 + more.length];
    all[0] = "prepare";
    all[1] = study.toString();
    all[2] = "--runs";
    all[3] = folder.resolve("runs").toString();
    System.arraycopy(more, 0, all, 4, more.length);
    return Launched.run(folder, all);
  }

  @Test
  void showsWhatThereIsThenChecksIt() throws Exception {
    Launched first = prepare("--threads", "2");
    assertThat(first.exitCode()).as(first.output()).isZero();
    assertThat(first.output())
        .containsPattern("training +\\d+ +[\\d,]+ +[\\d,]+ +\\d\\.\\d{3} +\\d+ +\\d+\\.\\d%")
        .containsPattern("\\*.txt, read +60 +")
        .containsPattern("validation 0 \\(\\d+ tokens\\): [^\\n|]+\\|");
    Launched check = prepare("--check");
    assertThat(check.exitCode()).as(check.output()).isZero();
    assertThat(check.output()).contains("7 files").contains("as they were written");

    Path shard = folder.resolve("runs/tiny/corpus/train.bin");
    Files.write(shard, new byte[] {1}, StandardOpenOption.WRITE);
    Launched differs = prepare("--check", "--json");
    assertThat(differs.exitCode()).as(differs.output()).isEqualTo(1);
    assertThat(differs.output()).contains(shard + ": changed since it was written");
    assertThat(prepare("--threads", "0").exitCode()).isEqualTo(2);
  }

  @Test
  void printsOneJsonDocument() throws Exception {
    Path log = folder.resolve("log");
    Process process =
        Launched.start(
            log,
            "prepare",
            study.toString(),
            "--runs",
            folder.resolve("runs").toString(),
            "--json");
    assertThat(process.waitFor()).isZero();
    String output = Files.readString(log, StandardCharsets.UTF_8);
    JsonNode json = new ObjectMapper().readTree(output.substring(output.indexOf("{\n")));
    assertThat(json.at("/manifest/train/documents").asInt()).isPositive();
    assertThat(json.at("/manifest/cleaning/exactDuplicates").isBoolean()).isTrue();
    assertThat(json.at("/sample/0/pieces").size()).isEqualTo(20);
    assertThat(json.path("folder").asText()).endsWith("corpus");
  }
}
