package org.isoline.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.isoline.SharedData;
import org.isoline.tensor.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Llama2cFileTest {
  // dim 8, hidden 6, layers 2, heads 2 (of 4 channels), key heads 1, vocabulary 5, context 3.
  private static final int EMBEDDING = 0;
  private static final int ATTENTION_NORMS = EMBEDDING + 5 * 8;
  private static final int QUERIES = ATTENTION_NORMS + 2 * 8;
  private static final int KEYS = QUERIES + 2 * 8 * 8;
  private static final int VALUES = KEYS + 2 * 4 * 8;
  private static final int OUTPUTS = VALUES + 2 * 4 * 8;
  private static final int NETWORK_NORMS = OUTPUTS + 2 * 8 * 8;
  private static final int GATES = NETWORK_NORMS + 2 * 8;
  private static final int DOWNS = GATES + 2 * 6 * 8;
  private static final int UPS = DOWNS + 2 * 8 * 6;
  private static final int FINAL_NORM = UPS + 2 * 6 * 8;
  private static final int CLASSIFIER = FINAL_NORM + 8 + 2 * 3 * 2;
  private static final int NUMBERS = CLASSIFIER + 5 * 8;

  @TempDir Path folder;

  /** Every number is its index in the file. */
  private Path write(int count, int... header) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate((header.length + count) * 4).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(header).forEach(bytes::putInt);
    IntStream.range(0, count).forEach(bytes::putFloat);
    return Files.write(folder.resolve("weights"), bytes.array());
  }

  private static double[] count(int from, int count) {
    return IntStream.range(from, from + count).asDoubleStream().toArray();
  }

  @Test
  void presentsEveryArrayUnderItsNameAndShape() throws IOException {
    Path file = write(NUMBERS, 8, 6, 2, 2, 1, -5, 3);
    assertThat(Llama2cFile.recognises(file)).isTrue();
    try (TensorSource source = WeightFiles.open(file);
        Scope scope = new Scope()) {
      assertThat(source.names()).hasSize(3 + 2 * 9);
      is(source, "model.embed_tokens.weight", EMBEDDING, 5, 8);
      is(source, "model.layers.0.input_layernorm.weight", ATTENTION_NORMS, 8);
      is(source, "model.layers.1.input_layernorm.weight", ATTENTION_NORMS + 8, 8);
      is(source, "model.layers.1.self_attn.v_proj.weight", VALUES + 32, 4, 8);
      is(source, "model.layers.1.self_attn.o_proj.weight", OUTPUTS + 64, 8, 8);
      is(source, "model.layers.1.post_attention_layernorm.weight", NETWORK_NORMS + 8, 8);
      is(source, "model.layers.1.mlp.gate_proj.weight", GATES + 48, 6, 8);
      is(source, "model.layers.1.mlp.down_proj.weight", DOWNS + 48, 8, 6);
      is(source, "model.layers.0.mlp.up_proj.weight", UPS, 6, 8);
      is(source, "model.norm.weight", FINAL_NORM, 8);
      is(source, "lm_head.weight", CLASSIFIER, 5, 8);
      assertThatThrownBy(() -> source.load("x")).hasMessageContaining("has no tensor 'x'");
    }
  }

  private static void is(TensorSource source, String name, int start, long... shape) {
    assertThat(source.shape(name)).containsExactly(shape);
    assertThat(source.load(name).shape()).containsExactly(shape);
    int elements = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    assertThat(source.load(name).toDoubles()).containsExactly(count(start, elements));
  }

  @Test
  void queriesAndKeysGoFromPairsToHalves() throws IOException {
    Path file = write(NUMBERS, 8, 6, 2, 2, 1, -5, 3);
    try (Llama2cFile source = Llama2cFile.open(file);
        Scope scope = new Scope()) {
      double[] queries = source.load("model.layers.1.self_attn.q_proj.weight").toDoubles();
      double[] keys = source.load("model.layers.1.self_attn.k_proj.weight").toDoubles();
      int[] sources = {0, 2, 1, 3, 4, 6, 5, 7};
      for (int row = 0; row < 8; row++) {
        assertThat(Arrays.copyOfRange(queries, row * 8, row * 8 + 8))
            .containsExactly(count(QUERIES + 64 + sources[row] * 8, 8));
      }
      for (int row = 0; row < 4; row++) {
        assertThat(Arrays.copyOfRange(keys, row * 8, row * 8 + 8))
            .containsExactly(count(KEYS + 32 + sources[row] * 8, 8));
      }
    }
  }

  @Test
  void configSaysWhatTheHeaderSays() throws IOException {
    try (Llama2cFile tied = Llama2cFile.open(write(CLASSIFIER, 8, 6, 2, 2, 1, 5, 3))) {
      assertThat(tied.names()).hasSize(2 + 2 * 9).doesNotContain("lm_head.weight");
      assertThat(tied.config().path("tie_word_embeddings").asBoolean()).isTrue();
    }
    try (Llama2cFile source = Llama2cFile.open(write(NUMBERS, 8, 6, 2, 2, 1, -5, 3))) {
      assertThat(source.config().toString())
          .contains("\"architectures\":[\"LlamaForCausalLM\"],\"model_type\":\"llama\"")
          .contains("\"vocab_size\":5,\"hidden_size\":8,\"intermediate_size\":6")
          .contains("\"num_hidden_layers\":2,\"num_attention_heads\":2,\"num_key_value_heads\":1")
          .contains("\"head_dim\":4,\"max_position_embeddings\":3")
          .contains("\"rms_norm_eps\":1.0E-5,\"rope_theta\":10000.0")
          .contains("\"tie_word_embeddings\":false");
    }
  }

  @Test
  void filesOfAnotherSizeAreRefused() throws IOException {
    long right = 28 + 4L * NUMBERS;
    Path file = write(NUMBERS - 1, 8, 6, 2, 2, 1, -5, 3);
    refused(file, "it has " + (right - 4) + " bytes, its header says " + right);
    refused(write(NUMBERS + 1, 8, 6, 2, 2, 1, -5, 3), (right + 4) + " bytes, its header says");
    refused(write(0, 8, 6), "fewer than the 28 bytes");
    refused(folder.resolve("absent"), "there is no such file");
  }

  @Test
  void headersThatMakeNoSenseAreRefused() throws IOException {
    refused(write(10, 8, 6, 2, 2, 1, 0, 3), "vocabulary=0", "all must be positive");
    refused(write(10, 8, -6, 2, 2, 1, 5, 3), "hidden=-6");
    refused(write(10, 8, 6, 2, 3, 1, 5, 3), "dim a multiple of twice the heads");
    refused(write(10, 8, 6, 2, 4, 3, 5, 3), "heads of keyHeads");
    int most = Integer.MAX_VALUE - 1;
    refused(write(10, most, most, most, 1, 1, most, most), "overflow");
    refused(write(10, 1024, 1, most, 1, 1, Integer.MIN_VALUE, 1), "its header says");
    refused(write(10, 0x616b3432, 2, 2, 4, 3, 5, 3), "it has version 2; only version 0");
  }

  private static void refused(Path file, String... reasons) {
    assertThat(Llama2cFile.recognises(file)).isFalse();
    assertThatThrownBy(() -> Llama2cFile.open(file).close())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(file + " is no llama2.c file")
        .hasMessageContainingAll(reasons);
  }

  @Test
  void aPublishedFileIsRecognised() {
    Path file = SharedData.require("models/stories260K.bin");
    assertThat(Llama2cFile.recognises(file)).isTrue();
    try (Llama2cFile source = Llama2cFile.open(file);
        Scope scope = new Scope()) {
      assertThat(source.names()).hasSize(2 + 5 * 9);
      assertThat(source.config().path("hidden_size").asInt()).isEqualTo(64);
      for (String name : source.names()) {
        assertThat(source.load(name).allFinite()).as(name).isTrue();
      }
    }
  }
}
