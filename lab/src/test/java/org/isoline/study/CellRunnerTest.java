package org.isoline.study;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.isoline.TinyCorpus;
import org.isoline.checkpoint.CheckpointStore;
import org.isoline.corpus.PreparedCorpus;
import org.isoline.model.Kernels;
import org.isoline.train.Arithmetic;
import org.isoline.verify.FastKernel;
import org.isoline.verify.KernelSelfTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cell does before its first step and after its last. */
class CellRunnerTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private final List<String> log = new ArrayList<>();

  @BeforeEach
  void prepare() throws IOException {
    TinyCorpus.prepare(folder).close();
    Files.move(folder.resolve("out"), folder.resolve("corpus"));
  }

  private static Study study(String architecture) {
    return StudyFile.parse("tiny.yaml", text(architecture));
  }

  private static String text(String architecture) {
    return """
        study: tiny
        corpus:
          sources: [{text: "text/*.txt"}]
          tokenizer: {kind: bytes}
          validation_fraction: 0.2
        model: {profile: paper, context: 32, head_dim: 8}
        sizes: [{name: a, layers: 1, width: 16}]
        architectures: {%s: {learning_rate: 1e-2}}
        train:
          tokens: 1024
          batch_tokens: 256
          micro_batch_sequences: 8
          schedule: {kind: constant, warmup_steps: 1}
        checkpoints: {count: 2}
        evaluation: {tokens: 200}
        """
        .formatted(architecture);
  }

  @Test
  void provenanceCountsEpochsAndTooManyAreOneLine() throws IOException {
    runner("tnl").run();
    JsonNode few = JSON.readTree(folder.resolve("tnl-a/provenance.json").toFile());
    long training = few.path("training_tokens").asLong();
    assertThat(training).isGreaterThan(1024);
    assertThat(few.path("unique_tokens").asLong()).isEqualTo(1024);
    assertThat(few.path("epochs").asDouble()).isEqualTo(1);
    assertThat(few.path("corpus").asText()).hasSize(64);
    assertThat(few.path("precision").asText()).isEqualTo("float32");
    assertThat(few.path("kernels").path("decay").asText()).isIn("fused", "chunkwise");
    assertThat(log).noneMatch(line -> line.startsWith("warning"));

    long batch = training / 32 * 32;
    Study study =
        StudyFile.parse(
            "tiny.yaml",
            text("hgrn2")
                .replace("tokens: 1024", "tokens: " + 5 * batch)
                .replace("batch_tokens: 256", "batch_tokens: " + batch)
                .replace("micro_batch_sequences: 8", "micro_batch_sequences: 1"));
    new CellRunner(study, study.cells().getFirst(), folder, log::add).run();
    JsonNode many = JSON.readTree(folder.resolve("hgrn2-a/provenance.json").toFile());
    assertThat(many.path("unique_tokens").asLong()).isEqualTo(training);
    assertThat(many.path("epochs").asDouble()).isEqualTo(5.0 * batch / training);
    assertThat(log)
        .filteredOn(line -> line.startsWith("warning"))
        .singleElement()
        .asString()
        .startsWith("warning: hgrn2-a: 5.0 passes over the");
    assertThat(StudyObservations.collect(study, folder, training))
        .last()
        .satisfies(
            last -> {
              assertThat(last.tokens()).isEqualTo(5.0 * batch);
              assertThat(last.uniqueTokens()).isEqualTo(training);
            });
  }

  private CellRunner runner(String architecture) {
    return runner(architecture, KernelSelfTest.run(Kernels.DEFAULT));
  }

  private CellRunner runner(String architecture, KernelSelfTest test) {
    Study study = study(architecture);
    return new CellRunner(study, study.cells().getFirst(), folder, log::add, kernels -> test);
  }

  /** A softmax kernel that gives the queries for an answer. */
  private static KernelSelfTest withWrongSoftmax() {
    UnaryOperator<Kernels> without = Kernels::withReferenceSoftmax;
    return KernelSelfTest.of(
        List.of(
            new FastKernel(
                "softmax attention",
                "sabotaged",
                operands -> List.of(operands.getFirst().mul(1)),
                operands -> List.of(operands.getFirst().exp()),
                List.of(FastKernel.Operand.of(-1, 1, 3, 5)),
                Optional.of(without))));
  }

  /** A probe in a busy moment must not change the arithmetic of a cell that has begun. */
  @Test
  void arithmeticLeftToTheMachineIsDecidedOnceAndWrittenDown() throws IOException {
    Path provenance = folder.resolve("provenance.json");
    for (Arithmetic earlier : List.of(Arithmetic.FLOAT32, Arithmetic.BFLOAT16)) {
      ObjectNode node = JSON.createObjectNode();
      new CellArithmetic(earlier, Kernels.DEFAULT).describe(node);
      Files.writeString(provenance, node.toString());
      assertThat(CellArithmetic.of(provenance, Arithmetic.AUTO, Kernels.DEFAULT).products())
          .isEqualTo(earlier);
      assertThat(CellArithmetic.of(provenance, Arithmetic.FLOAT32, Kernels.DEFAULT).products())
          .as("what the recipe says")
          .isEqualTo(Arithmetic.FLOAT32);
    }
    Files.delete(provenance);
    assertThat(CellArithmetic.of(provenance, Arithmetic.AUTO, Kernels.DEFAULT).products())
        .isNotEqualTo(Arithmetic.AUTO);
  }

  @Test
  void aDoneCellHasTheTrustPageOfItsLastCheckpoint() throws IOException {
    CellState state = runner("tnl").run();
    assertThat(state).isInstanceOf(CellState.Done.class);

    JsonNode trust = JSON.readTree(folder.resolve("tnl-a/trust.json").toFile());
    assertThat(trust.path("step").asLong()).isEqualTo(4);
    assertThat(trust.path("pass").asBoolean()).as(trust.toString()).isTrue();
    assertThat(trust.path("cases")).hasSize(2);
    assertThat(trust.path("cases").path(0).path("name").asText()).isEqualTo("step-4");
    assertThat(log).noneMatch(line -> line.contains("FAILS"));
    assertThat(new RunFolder(folder.resolve("tnl-a")).isDistrusted()).isFalse();
  }

  @Test
  void thePageIsMadeOnceAndAgainOnlyIfItIsTornOrOfAnotherStep() throws IOException {
    runner("tnl").run();
    Path file = folder.resolve("tnl-a/trust.json");
    String page = Files.readString(file);
    Path outcome = folder.resolve("tnl-a/outcome.json");

    Files.writeString(file, "{\"step\": 4}");
    Files.delete(outcome);
    runner("tnl").run();
    assertThat(Files.readString(file)).isEqualTo("{\"step\": 4}");

    for (String former : List.of("{\"step\": 2}", "{\"step\": 4, \"ca")) {
      Files.writeString(file, former);
      Files.delete(outcome);
      runner("tnl").run();
      assertThat(Files.readString(file)).isEqualTo(page);
    }
  }

  @Test
  void aFailingCheckIsLoggedAndDoesNotFailTheCell() throws IOException {
    runner("tnl").run();
    Path cell = folder.resolve("tnl-a");
    Files.delete(cell.resolve("trust.json"));
    Path model = cell.resolve("checkpoints/step-4/model.safetensors");
    byte[] bytes = Files.readAllBytes(model);
    for (int i = bytes.length - 8; i < bytes.length; i++) {
      bytes[i] = (byte) 0xff;
    }
    Files.write(model, bytes);
    CellTrust trust = new CellTrust("tnl-a", cell.resolve("trust.json"), log::add);

    try (PreparedCorpus corpus = PreparedCorpus.open(folder.resolve("corpus"))) {
      CheckpointStore store = new CheckpointStore(cell.resolve("checkpoints"));
      trust.write(store, corpus.validation(), Kernels.DEFAULT);
      assertThat(cell.resolve("trust.json")).doesNotExist();
      assertThat(log.getLast()).contains("no trust page of step 4", "checksum");

      Path state = cell.resolve("checkpoints/step-4/state.json");
      Files.writeString(
          state,
          Files.readString(state)
              .replaceFirst(
                  "(?s)(\"model.safetensors\" : \\{.*?\"crc32c\" : )\\d+", "$1" + crc(bytes)));
      trust.write(store, corpus.validation(), Kernels.DEFAULT);
    }
    assertThat(log.getLast()).contains("step 4 FAILS weights that are no finite number");
    assertThat(new RunFolder(cell).isDistrusted()).isTrue();
  }

  private static long crc(byte[] bytes) {
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(bytes);
    return crc.getValue();
  }

  @Test
  void aWrongKernelFallsBackAndTheLogSaysIt() throws IOException {
    assertThat(runner("llama", withWrongSoftmax()).run()).isInstanceOf(CellState.Done.class);
    assertThat(log)
        .anyMatch(line -> line.contains("softmax attention") && line.contains("another form"));
    assertThat(
            JSON.readTree(folder.resolve("llama-a/provenance.json").toFile())
                .path("kernels")
                .path("softmax")
                .asText())
        .isNotEqualTo("fused");
    byte[] reference = weights();

    deleteCell();
    log.clear();
    runner("llama").run();
    assertThat(log).noneMatch(line -> line.contains("reference form"));
    assertThat(weights()).as("another form, other rounding").isNotEqualTo(reference);
  }

  private byte[] weights() throws IOException {
    return Files.readAllBytes(folder.resolve("llama-a/checkpoints/step-4/model.safetensors"));
  }

  private void deleteCell() throws IOException {
    try (var tree = Files.walk(folder.resolve("llama-a"))) {
      for (Path path : tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
