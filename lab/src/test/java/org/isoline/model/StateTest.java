package org.isoline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.isoline.model.ModelConfig.Tpe;
import org.isoline.ops.MixerTrial;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Rng;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading a text piece by piece gives what reading it whole gives. */
class StateTest {
  private static final int VOCABULARY = 31;
  private static final int TOKENS = 150;

  /** Three heads, and a model width that the heads do not fill. */
  private static final Shape SHAPE = new Shape(3, 40, 3, 3, 12, 56, 5, 7);

  static Stream<ModelConfig> models() {
    List<ModelConfig> models = new ArrayList<>();
    for (Architecture architecture : Architecture.values()) {
      models.add(ModelConfig.paper(architecture, SHAPE, VOCABULARY, 64));
    }
    Shape grouped = new Shape(2, 40, 6, 2, 8, 56, 5, 7);
    ModelConfig llama = ModelConfig.paper(Architecture.LLAMA, grouped, VOCABULARY, 64);
    models.add(llama.edit().norm(ModelConfig.Norm.RMSNORM, 1e-6).tied(false).build());
    ModelConfig cosine = ModelConfig.paper(Architecture.COSFORMER2, SHAPE, VOCABULARY, 64);
    models.add(cosine.edit().tpe(Tpe.LOG).cosineLayers(List.of(1)).build());
    ModelConfig tnl = ModelConfig.paper(Architecture.TNL, SHAPE, VOCABULARY, 64);
    models.add(tnl.edit().gate(ModelConfig.Gate.FULL_LINEAR).build());
    ModelConfig hgrn2 = ModelConfig.paper(Architecture.HGRN2, SHAPE, VOCABULARY, 64);
    models.add(hgrn2.edit().scoreScale(0.25).norm(ModelConfig.Norm.RMSNORM, 1e-6).build());
    return models.stream();
  }

  @ParameterizedTest
  @MethodSource("models")
  void piecesGiveTheLogitsOfTheWhole(ModelConfig config) {
    assertThat(largestDifference(config, DType.FLOAT64, DType.FLOAT64)).isLessThan(1e-10);
    assertThat(largestDifference(config, DType.FLOAT32, DType.FLOAT32)).isLessThan(2e-4);
    assertThat(largestDifference(config, DType.FLOAT32, DType.FLOAT64)).isLessThan(2e-4);
  }

  private static double largestDifference(ModelConfig config, DType dtype, DType ofState) {
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off();
        Parameters parameters =
            Parameters.initialise(ParameterLayout.of(config), dtype, Device.CPU, 5)) {
      Kernels kernels = dtype == DType.FLOAT64 ? Kernels.chunkwise(16, 256) : Kernels.DEFAULT;
      Decoder decoder = new Decoder(config, parameters, kernels);
      Tensor ids = ids(2);
      double[] whole = decoder.logits(ids).toDoubles();
      double worst = 0;
      for (int prefill : new int[] {1, 63, 100}) {
        worst = Math.max(worst, difference(whole, pieces(decoder, ids, prefill, ofState)));
      }
      return worst;
    }
  }

  /** A prefill, a second one that is not a multiple of the chunk, then token by token. */
  private static double[] pieces(Decoder decoder, Tensor ids, int prefill, DType dtype) {
    try (State state = new State(decoder.config(), ids.size(0), dtype, Device.CPU)) {
      List<Tensor> logits = new ArrayList<>();
      int second = 21;
      logits.add(decoder.logits(ids.narrow(1, 0, prefill), state));
      logits.add(decoder.logits(ids.narrow(1, prefill, second), state));
      for (int t = prefill + second; t < TOKENS; t++) {
        logits.add(decoder.logits(ids.narrow(1, t, 1), state));
      }
      assertThat(state.position()).isEqualTo(TOKENS);
      return Tensors.cat(logits, 1).toDoubles();
    }
  }

  private static double difference(double[] expected, double[] actual) {
    assertThat(actual).hasSameSizeAs(expected);
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
    }
    return worst;
  }

  private static Tensor ids(long batch) {
    try (Rng rng = Rng.seeded(8)) {
      return rng.uniform(0, VOCABULARY - 1e-3, DType.FLOAT32, batch, TOKENS).to(DType.INT64);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void bytesAreThoseOfTheFormula(ModelConfig config) {
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off();
        Parameters parameters =
            Parameters.initialise(ParameterLayout.of(config), DType.FLOAT32, Device.CPU, 5);
        State state = State.of(config)) {
      Decoder decoder = new Decoder(config, parameters, Kernels.DEFAULT);
      Cost cost = Cost.of(config);
      assertThat(state.bytes()).isEqualTo((long) cost.stateBytes(0));
      decoder.nextLogits(ids(1), state);
      assertThat(state.bytes()).isEqualTo((long) cost.stateBytes(TOKENS));
      assertThat(cost.stateBytes(TOKENS) == cost.stateBytes(0))
          .isEqualTo(config.architecture().isLinear());
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void aRestoredStateGoesOnToTheBit(ModelConfig config) {
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off();
        Parameters parameters =
            Parameters.initialise(ParameterLayout.of(config), DType.FLOAT32, Device.CPU, 5);
        State state = State.of(config);
        State other = State.of(config)) {
      Decoder decoder = new Decoder(config, parameters, Kernels.DEFAULT);
      Tensor ids = ids(1);
      decoder.logits(ids.narrow(1, 0, 70), state);
      Map<String, Tensor> contents = new LinkedHashMap<>();
      state.contents().forEach((name, tensor) -> contents.put(name, tensor.copy()));
      double[] next = decoder.nextLogits(ids.narrow(1, 70, 1), state).toDoubles();
      other.restore(contents, 70);
      assertThat(decoder.nextLogits(ids.narrow(1, 70, 1), other).toDoubles()).isEqualTo(next);
      contents.remove(contents.keySet().iterator().next());
      assertThatThrownBy(() -> other.restore(contents, 70)).hasMessageContaining("missing");
    }
  }

  @Test
  void decodingLeavesNoMemoryBehind() throws InterruptedException {
    for (Architecture architecture : Architecture.values()) {
      ModelConfig config = ModelConfig.paper(architecture, SHAPE, VOCABULARY, 64);
      try (Autograd.Mode off = Autograd.off();
          Parameters parameters =
              Parameters.initialise(ParameterLayout.of(config), DType.FLOAT32, Device.CPU, 5);
          State state = State.of(config)) {
        Decoder decoder = new Decoder(config, parameters, Kernels.DEFAULT);
        long after = 0;
        for (int step = 1; step <= 60; step++) {
          try (Scope scope = new Scope()) {
            decoder.nextLogits(Tensors.of(new long[] {step % VOCABULARY}, 1, 1), state);
          }
          if (step == 3) {
            after = MixerTrial.settledLiveObjects(Long.MIN_VALUE);
          }
        }
        assertThat(MixerTrial.settledLiveObjects(after))
            .as(architecture.id())
            .isLessThanOrEqualTo(after);
      }
    }
  }

  @Test
  void anotherModelsStateIsRefused() {
    ModelConfig tnl = ModelConfig.paper(Architecture.TNL, SHAPE, VOCABULARY, 64);
    ModelConfig hgrn2 = ModelConfig.paper(Architecture.HGRN2, SHAPE, VOCABULARY, 64);
    try (Scope scope = new Scope();
        Parameters parameters =
            Parameters.initialise(ParameterLayout.of(tnl), DType.FLOAT32, Device.CPU, 5);
        State foreign = State.of(hgrn2);
        State pair = new State(tnl, 2, DType.FLOAT32, Device.CPU)) {
      Decoder decoder = new Decoder(tnl, parameters, Kernels.DEFAULT);
      Tensor ids = Tensors.of(new long[] {1, 2}, 1, 2);
      assertThatThrownBy(() -> decoder.logits(ids, foreign)).hasMessageContaining("HGRN2");
      assertThatThrownBy(() -> decoder.logits(ids, pair)).hasMessageContaining("2 sequences");
    }
    assertThatThrownBy(() -> new State(tnl, 1, DType.BFLOAT16, Device.CPU))
        .hasMessageContaining("FLOAT32 or FLOAT64");
  }
}
