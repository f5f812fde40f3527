package org.isoline.checkpoint.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.isoline.checkpoint.CheckpointException;
import org.isoline.checkpoint.Safetensors;
import org.isoline.checkpoint.TensorSource;
import org.isoline.checkpoint.WeightFiles;
import org.isoline.model.Architecture;
import org.isoline.model.ModelConfig;
import org.isoline.model.ModelConfig.Norm;
import org.isoline.model.ModelConfig.Rotary;
import org.isoline.model.ParameterLayout;
import org.isoline.model.Parameters;
import org.isoline.model.Shape;
import org.isoline.ops.glu.Activation;
import org.isoline.oracle.OracleCase;
import org.isoline.oracle.OracleSpec;
import org.isoline.oracle.OracleSpecs;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Shape SHAPE = Shape.of(2, 24, 8, 40, 8, 8);

  @TempDir private Path folder;

  static Stream<OracleSpec> specs() {
    return OracleSpecs.all().stream().filter(spec -> !spec.name().contains("long"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("specs")
  void importAndExportGiveBackEqualTensors(OracleSpec spec) throws IOException {
    Path original = folder.resolve("original");
    OracleCase.write(original, spec);
    Path imported = folder.resolve("imported");
    Path exported = folder.resolve("exported");
    ModelConfig config;
    Format format;
    try (ModelFolder model = ModelFolder.open(original)) {
      config = model.config();
      format = model.format();
      ModelWriter.write(model, Formats.named("isoline"), imported, ModelWriter.Options.DEFAULT);
    }
    try (ModelFolder model = ModelFolder.open(imported)) {
      assertThat(model.config()).isEqualTo(config);
      ModelWriter.write(model, format, exported, ModelWriter.Options.DEFAULT);
    }
    assertThat(tensors(exported)).isEqualTo(tensors(original));
    try (ModelFolder model = ModelFolder.open(exported)) {
      assertThat(model.format()).isEqualTo(format);
      assertThat(model.config()).isEqualTo(config);
    }
  }

  /** Types, shapes and numbers by name. */
  private static Map<String, String> tensors(Path folder) {
    Map<String, String> tensors = new LinkedHashMap<>();
    try (TensorSource source = WeightFiles.open(folder)) {
      for (String name : source.names().stream().sorted().toList()) {
        try (Scope scope = new Scope()) {
          Tensor tensor = source.load(name);
          tensors.put(name, tensor + java.util.Arrays.toString(tensor.toDoubles()));
        }
      }
    }
    return tensors;
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "tnl", "hgrn2", "cosformer2"})
  void shardsAndHalfPrecisionAreReadLikeOneFile(String id) throws IOException {
    ModelConfig config = ModelConfig.paper(Architecture.of(id), SHAPE, 31, 64);
    Path own = write(config, "own");
    Path shards = folder.resolve("shards");
    try (ModelFolder model = ModelFolder.open(own)) {
      ModelWriter.write(
          model,
          Formats.ALL.stream().skip(1).filter(f -> holds(f, config)).findFirst().orElseThrow(),
          shards,
          new ModelWriter.Options(Optional.of(DType.BFLOAT16), 6000));
    }
    assertThat(shards.resolve("model.safetensors.index.json")).exists();
    try (ModelFolder model = ModelFolder.open(shards);
        ModelFolder whole = ModelFolder.open(own);
        Parameters parameters = model.parameters(DType.FLOAT32, Device.CPU);
        Parameters expected = whole.parameters(DType.FLOAT32, Device.CPU);
        Scope scope = new Scope()) {
      assertThat(model.dtype()).isEqualTo(DType.BFLOAT16);
      assertThat(model.config().shape()).isEqualTo(config.shape());
      String name = "model.layers.1.channel_mixer.l2.weight";
      assertThat(parameters.get(name).toFloats())
          .isEqualTo(expected.get(name).to(DType.BFLOAT16).toFloats());
    }
  }

  private static boolean holds(Format format, ModelConfig config) {
    try {
      format.write(config);
      return true;
    } catch (CheckpointException e) {
      return false;
    }
  }

  private Path write(ModelConfig config, String name) throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    try (Parameters parameters =
        Parameters.initialise(ParameterLayout.of(config), DType.FLOAT32, Device.CPU, 3)) {
      Safetensors.write(own.resolve("model.safetensors"), parameters.named(), Map.of());
    }
    Files.writeString(own.resolve("config.json"), ModelWriter.ownConfiguration(config));
    return own;
  }

  /** A Hugging Face LLaMA with its tensors and keys changed. */
  private Path llama(UnaryOperator<Map<String, Tensor>> tensors, Consumer<ObjectNode> keys)
      throws IOException {
    ModelConfig config =
        ModelConfig.paper(Architecture.LLAMA, SHAPE, 31, 64)
            .edit()
            .norm(Norm.RMSNORM, 1e-6)
            .scaleEmbedding(false)
            .build();
    Path own = write(config, "own");
    Path path = folder.resolve("llama");
    try (ModelFolder model = ModelFolder.open(own)) {
      ModelWriter.write(model, Formats.named("llama"), path, ModelWriter.Options.DEFAULT);
    }
    Path file = path.resolve("model.safetensors");
    try (Scope scope = new Scope()) {
      Map<String, Tensor> changed = new LinkedHashMap<>();
      try (Safetensors source = Safetensors.open(file)) {
        source.names().forEach(name -> changed.put(name, source.load(name)));
      }
      Safetensors.write(file, tensors.apply(changed), Map.of());
    }
    ObjectNode tree = (ObjectNode) JSON.readTree(path.resolve("config.json").toFile());
    keys.accept(tree);
    JSON.writeValue(path.resolve("config.json").toFile(), tree);
    return path;
  }

  @Test
  void everythingWrongWithTensorsIsToldAtOnce() throws IOException {
    Path path =
        llama(
            tensors -> {
              tensors.remove("model.layers.1.self_attn.k_proj.weight");
              tensors.put("model.layers.0.mlp.up_proj.weight", Tensors.ones(DType.FLOAT32, 3, 4));
              tensors.put("model.layers.7.surprise", Tensors.ones(DType.FLOAT32, 2));
              return tensors;
            },
            keys -> {});
    assertThatThrownBy(() -> ModelFolder.open(path))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("missing model.layers.1.self_attn.k_proj.weight [24, 24]")
        .hasMessageContaining("model.layers.0.mlp.up_proj.weight is [3, 4], must be [40, 24]")
        .hasMessageContaining("unknown model.layers.7.surprise [2]");
  }

  @Test
  void redundantTensorsAreLookedAtAndLeftOut() throws IOException {
    Path path =
        llama(
            tensors -> {
              tensors.put("lm_head.weight", tensors.get("model.embed_tokens.weight"));
              tensors.put(
                  "model.layers.0.self_attn.rotary_emb.inv_freq", Tensors.ones(DType.FLOAT32, 4));
              return tensors;
            },
            keys -> {});
    try (ModelFolder model = ModelFolder.open(path)) {
      assertThat(model.config().tied()).isTrue();
    }
    Path other =
        llama(
            tensors -> {
              tensors.put("lm_head.weight", tensors.get("model.embed_tokens.weight").add(1e-3));
              return tensors;
            },
            keys -> {});
    assertThatThrownBy(() -> ModelFolder.open(other))
        .hasMessageContaining("unknown lm_head.weight");
  }

  @Test
  void bothWaysToSayRopeThetaAreRead() throws IOException {
    Path four =
        llama(
            tensors -> tensors,
            keys -> {
              keys.remove("rope_parameters");
              keys.put("rope_theta", 500_000);
            });
    try (ModelFolder model = ModelFolder.open(four)) {
      assertThat(model.config().rotaryBase()).isEqualTo(500_000);
    }
    Path five =
        llama(
            tensors -> tensors,
            keys -> {
              keys.remove("rope_theta");
              keys.remove("rope_scaling");
              keys.putObject("rope_parameters")
                  .put("rope_type", "default")
                  .put("rope_theta", 20_000.0);
            });
    try (ModelFolder model = ModelFolder.open(five)) {
      assertThat(model.config().rotaryBase()).isEqualTo(20_000);
    }
    Path torn = llama(tensors -> tensors, keys -> keys.put("rope_theta", 10.0));
    assertThatThrownBy(() -> ModelFolder.open(torn)).hasMessageContaining("rope_theta = 10.0");
  }

  @Test
  void whatNoModelOfOursDoesIsRefusedByKey() throws IOException {
    refuse(keys -> keys.put("attention_bias", true), "attention_bias = true, must be false");
    refuse(keys -> keys.put("hidden_act", "gelu"), "hidden_act = \"gelu\"");
    refuse(keys -> keys.putObject("rope_scaling").put("rope_type", "llama3"), "rope_scaling");
    refuse(keys -> keys.put("num_attention_heads", 0), "num_attention_heads = 0");
    refuse(keys -> keys.put("num_key_value_heads", 2), "key_heads = 2 does not divide heads = 3");
    refuse(keys -> keys.put("hidden_size", "wide"), "hidden_size = \"wide\"");
    refuse(keys -> keys.remove("vocab_size"), "vocab_size = , must be an integer");
    refuse(keys -> keys.put("model_type", "mamba"), "model_type 'mamba'");
  }

  private void refuse(Consumer<ObjectNode> keys, String message) throws IOException {
    Path path =
        llama(
            tensors -> tensors,
            tree -> {
              tree.remove("architectures");
              keys.accept(tree);
            });
    assertThatThrownBy(() -> ModelFolder.open(path).close())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(message)
        .hasMessageContaining(path.toString());
  }

  @Test
  void theFirstVersionOfHgrnIsNamed() throws IOException {
    refuse(keys -> keys.put("model_type", "hgrn"), "HGRN version 1");
  }

  @Test
  void flashLinearAttentionScalesQueriesAndHasItsOwnEpsilon() throws IOException {
    ModelConfig config =
        ModelConfig.paper(Architecture.HGRN2, SHAPE, 31, 64)
            .edit()
            .norm(Norm.RMSNORM, 1e-6)
            .outputNormEps(1e-5)
            .gluActivation(Activation.SILU)
            .scoreScale(1 / Math.sqrt(8))
            .tied(false)
            .build();
    Path own = write(config, "own");
    Path path = folder.resolve("fla");
    try (ModelFolder model = ModelFolder.open(own)) {
      ModelWriter.write(model, Formats.named("hgrn2-fla"), path, ModelWriter.Options.DEFAULT);
    }
    try (TensorSource source = WeightFiles.open(path);
        ModelFolder model = ModelFolder.open(path)) {
      assertThat(source.names()).hasSize(10 * SHAPE.layers() + 4);
      assertThat(model.config()).isEqualTo(config);
    }
  }

  @Test
  void aFormatSaysWhatItCannotHold() throws IOException {
    ModelConfig hgrn2 = ModelConfig.paper(Architecture.HGRN2, SHAPE, 31, 64);
    assertThatThrownBy(() -> Formats.named("hgrn2-fla").write(hgrn2))
        .hasMessageContaining("SRMSNORM")
        .hasMessageContaining("activation NONE, not SILU")
        .hasMessageContaining("export it as isoline");
    assertThatThrownBy(() -> Formats.named("gguf")).hasMessageContaining("hgrn2-fla");
  }

  /** 244 tensors and 1,364,396,032 elements: a published audit of fla-hub/hgrn2-1.3B-100B. */
  @Test
  void thePublishedHgrn2HasTheTensorsOfItsAudit() {
    ObjectNode tree = JSON.createObjectNode();
    tree.put("model_type", "hgrn2").put("hidden_size", 2048).put("num_hidden_layers", 24);
    tree.put("expand_ratio", 128).putNull("num_heads").putNull("intermediate_size");
    tree.put("hidden_ratio", 4).put("vocab_size", 32_000);
    Format format = Formats.named("hgrn2-fla");
    ModelConfig config = format.read(new ConfigFile("config.json", tree), java.util.Set.of());
    List<StoredTensor> tensors = format.tensors(config);
    assertThat(tensors).hasSize(244);
    assertThat(ParameterLayout.of(config).total()).isEqualTo(1_364_396_032L);
  }

  @Test
  void storedRotaryFrequenciesComeFromEveryKindOfRotary() throws IOException {
    for (Rotary rotary : Rotary.values()) {
      ModelConfig config =
          ModelConfig.paper(Architecture.LLAMA, SHAPE, 31, 64).edit().rotary(rotary).build();
      Path own = write(config, "own-" + rotary);
      Path path = folder.resolve("opennlplab-" + rotary);
      try (ModelFolder model = ModelFolder.open(own)) {
        ModelWriter.write(
            model, Formats.named("llama-opennlplab"), path, ModelWriter.Options.DEFAULT);
      }
      try (ModelFolder model = ModelFolder.open(path);
          Parameters parameters = model.parameters(DType.FLOAT32, Device.CPU)) {
        assertThat(model.config().rotary()).isEqualTo(Rotary.STORED);
        float[] theta = parameters.get("model.layers.1.token_mixer.lrpe.theta").toFloats();
        assertThat(theta[0]).isEqualTo(1);
        assertThat(theta[4] == theta[0]).isEqualTo(rotary != Rotary.SPREAD);
      }
    }
  }
}
