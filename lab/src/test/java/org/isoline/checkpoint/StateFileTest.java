package org.isoline.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.isoline.model.Architecture;
import org.isoline.model.Decoder;
import org.isoline.model.Kernels;
import org.isoline.model.ModelConfig;
import org.isoline.model.ParameterLayout;
import org.isoline.model.Parameters;
import org.isoline.model.Shape;
import org.isoline.model.State;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StateFileTest {
  private static final Shape SHAPE = new Shape(2, 24, 2, 2, 12, 32, 5, 7);
  private static final List<Integer> TOKENS = List.of(3, 1, 4, 1, 5);

  @TempDir Path folder;

  private static ModelConfig config(Architecture architecture) {
    return ModelConfig.paper(architecture, SHAPE, 11, 64);
  }

  /** What a test does with a model. */
  private interface Body {
    void with(Decoder decoder) throws IOException;
  }

  private static void model(ModelConfig config, DType dtype, long seed, Body body)
      throws IOException {
    try (Parameters parameters =
        Parameters.initialise(ParameterLayout.of(config), dtype, Device.CPU, seed)) {
      body.with(new Decoder(config, parameters, Kernels.DEFAULT));
    }
  }

  private Path saved(Architecture architecture, DType ofState) throws IOException {
    Path file = folder.resolve("some.state");
    model(
        config(architecture),
        DType.FLOAT32,
        1,
        decoder -> {
          try (State state = new State(decoder.config(), 1, ofState, Device.CPU)) {
            StateFile.write(
                file, decoder, new StateFile.Snapshot(state, TOKENS, read(decoder, state)));
          }
        });
    return file;
  }

  private static double[] read(Decoder decoder, State state) {
    long[] ids = TOKENS.stream().mapToLong(Integer::longValue).toArray();
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      return decoder.nextLogits(Tensors.of(ids, 1, ids.length), state).toDoubles();
    }
  }

  private static void refused(Path file, Decoder decoder, String... reasons) {
    assertThatThrownBy(
            () -> {
              try (StateFile state = StateFile.open(file)) {
                state.restore(decoder).state().close();
              }
            })
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(reasons);
  }

  @ParameterizedTest
  @EnumSource
  void comesBackAsItWas(Architecture architecture) throws IOException {
    for (DType ofState : List.of(DType.FLOAT32, DType.FLOAT64)) {
      Path file = saved(architecture, ofState);
      model(
          config(architecture),
          DType.FLOAT32,
          1,
          decoder -> {
            try (Scope scope = new Scope();
                State expected = new State(decoder.config(), 1, ofState, Device.CPU);
                StateFile opened = StateFile.open(file)) {
              assertThat(opened.dtype()).isEqualTo(DType.FLOAT32);
              assertThat(opened.stateDtype()).isEqualTo(ofState);
              StateFile.Snapshot snapshot = opened.restore(decoder);
              assertThat(snapshot.nextLogits()).isEqualTo(read(decoder, expected));
              assertThat(snapshot.tokens()).isEqualTo(TOKENS);
              try (State state = snapshot.state()) {
                assertThat(state.position()).isEqualTo(TOKENS.size());
                expected
                    .contents()
                    .forEach(
                        (name, tensor) ->
                            assertThat(state.contents().get(name).toDoubles())
                                .as(name)
                                .isEqualTo(tensor.toDoubles()));
              }
            }
          });
    }
  }

  @Test
  void anotherModelIsRefused() throws IOException {
    Path file = saved(Architecture.TNL, DType.FLOAT32);
    ModelConfig tnl = config(Architecture.TNL);
    model(
        tnl.edit().scaleEmbedding(false).build(),
        DType.FLOAT32,
        1,
        decoder ->
            refused(
                file, decoder, "another model", "its scaleEmbedding is true, this one's false"));
    model(
        config(Architecture.HGRN2),
        DType.FLOAT32,
        1,
        decoder -> refused(file, decoder, "its architecture is", "tnl"));
    model(tnl, DType.FLOAT32, 2, decoder -> refused(file, decoder, "other weights"));
    model(
        tnl, DType.FLOAT64, 1, decoder -> refused(file, decoder, "computed in FLOAT32", "FLOAT64"));
  }

  @Test
  void damagedFilesAreRefused() throws IOException {
    Path file = saved(Architecture.LLAMA, DType.FLOAT32);
    byte[] bytes = Files.readAllBytes(file);
    model(
        config(Architecture.LLAMA),
        DType.FLOAT32,
        1,
        decoder -> {
          Files.write(file, Arrays.copyOf(bytes, bytes.length - 7));
          refused(file, decoder, "truncated");
          byte[] flipped = bytes.clone();
          flipped[bytes.length - 7] ^= 1;
          Files.write(file, flipped);
          refused(file, decoder, "corrupt", "contents_sha256");
          Files.write(file, replaced(bytes, "\"isoline_state\":\"1\"", "\"isoline_state\":\"2\""));
          refused(file, decoder, "isoline_state = 2, this program reads 1");
          Files.write(file, replaced(bytes, "\"position\":\"5\"", "\"position\":\"6\""));
          refused(file, decoder, "corrupt", "position 6 and 5 tokens");
          Files.write(file, replaced(bytes, "\"dtype\":\"FLOAT32\"", "\"dtype\":\"FLOAT99\""));
          refused(file, decoder, "FLOAT99");
          Files.delete(file);
          refused(file, decoder, "no such file");
          try (Scope scope = new Scope()) {
            Safetensors.write(file, Map.of("w", Tensors.zeros(DType.FLOAT32, 2)), Map.of());
          }
          refused(file, decoder, "no saved state");
        });
  }

  private static byte[] replaced(byte[] bytes, String former, String now) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    assertThat(text).contains(former);
    return text.replace(former, now).getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void partsThatDoNotBelongTogetherAreRefused() {
    try (State fresh = State.of(config(Architecture.TNL))) {
      assertThatThrownBy(() -> new StateFile.Snapshot(fresh, TOKENS, new double[11]))
          .hasMessageContaining("has read 0 tokens, 5 tokens and 11 scores");
    }
  }
}
