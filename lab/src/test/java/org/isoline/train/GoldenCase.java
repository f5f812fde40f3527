package org.isoline.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.isoline.checkpoint.Safetensors;
import org.isoline.model.Architecture;
import org.isoline.model.ModelConfig;
import org.isoline.model.ParameterLayout;
import org.isoline.model.Parameters;
import org.isoline.model.Shape;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * A tiny model with weights, inputs and what an independent float64 implementation computed from
 * them.
 */
record GoldenCase(ModelConfig config, Path folder, JsonNode expected) {
  private static final int LAYERS = 3;

  static GoldenCase of(Architecture architecture) {
    try {
      Path folder =
          Path.of(GoldenCase.class.getResource("/golden/" + architecture.id() + "_paper").toURI());
      ModelConfig config =
          ModelConfig.paper(architecture, Shape.of(LAYERS, 64, 32, 192, 32, 32), 97, 48);
      JsonNode expected = new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
      return new GoldenCase(config, folder, expected);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  Parameters parameters(DType dtype) {
    Parameters parameters = Parameters.allocate(ParameterLayout.of(config), dtype, Device.CPU);
    try (Safetensors file = Safetensors.open(folder.resolve("model.safetensors"));
        Autograd.Mode off = Autograd.off()) {
      for (Map.Entry<String, Tensor> named : parameters.named().entrySet()) {
        try (Scope scope = new Scope()) {
          InPlace.copy(named.getValue(), stored(file, named.getKey()));
        }
      }
    }
    return parameters;
  }

  private Tensor stored(Safetensors file, String name) {
    if (name.equals("model.tpe.logit_lambda")) {
      Tensor log = file.load("model.tpe.log_lambda").to(DType.FLOAT64);
      return log.sub(log.exp().neg().log1p());
    }
    List<Tensor> parts = new ArrayList<>();
    storedNames(name).forEach(part -> parts.add(file.load(part)));
    return Tensors.cat(parts, 0);
  }

  /** Names in the file whose rows, one after the other, are a parameter of ours. */
  List<String> storedNames(String name) {
    if (config.architecture() != Architecture.LLAMA) {
      return List.of(name);
    }
    Map<String, String> renamed = new LinkedHashMap<>();
    renamed.put("token_norm", "input_layernorm");
    renamed.put("channel_norm", "post_attention_layernorm");
    renamed.put("token_mixer.out_proj", "self_attn.o_proj");
    renamed.put("channel_mixer.l1", "mlp.gate_proj");
    renamed.put("channel_mixer.l2", "mlp.up_proj");
    renamed.put("channel_mixer.l3", "mlp.down_proj");
    renamed.put("final_norm", "norm");
    String translated = name;
    for (Map.Entry<String, String> rule : renamed.entrySet()) {
      translated = translated.replace(rule.getKey(), rule.getValue());
    }
    if (!translated.contains("token_mixer.qkv_proj")) {
      return List.of(translated);
    }
    String prefix = translated.replace("token_mixer.qkv_proj.weight", "self_attn.");
    return List.of(prefix + "q_proj.weight", prefix + "k_proj.weight", prefix + "v_proj.weight");
  }

  Tensor ids() {
    try (Safetensors file = Safetensors.open(folder.resolve("io.safetensors"))) {
      return file.load("input_ids");
    }
  }

  Tensor logits() {
    try (Safetensors file = Safetensors.open(folder.resolve("io.safetensors"))) {
      return file.load("logits");
    }
  }

  double loss() {
    return expected.path("loss").asDouble();
  }

  /** Expected gradient summary of a tensor in the file. */
  Optional<JsonNode> gradient(String storedName) {
    JsonNode gradients =
        config.architecture() == Architecture.LLAMA
            ? expected.path("hf_names").path("gradients")
            : expected.path("gradients");
    if (storedName.equals("model.tpe.logit_lambda")) {
      return Optional.of(expected.path("alternative_logit_lambda").path("grad_a"));
    }
    return Optional.of(gradients.path(storedName)).filter(JsonNode::isObject);
  }

  List<Double> adamLosses() {
    JsonNode losses =
        config.architecture() == Architecture.COSFORMER2
            ? expected.path("alternative_logit_lambda").path("adamw_losses")
            : expected.path("adamw").path("losses");
    List<Double> numbers = new ArrayList<>();
    losses.forEach(loss -> numbers.add(loss.asDouble()));
    return numbers;
  }
}
