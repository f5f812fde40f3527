package org.isoline.checkpoint.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.isoline.model.Architecture;
import org.isoline.model.ModelConfig;
import org.isoline.model.ModelConfig.Norm;
import org.isoline.model.ModelConfig.Position;
import org.isoline.model.ModelConfig.Rotary;
import org.isoline.model.Shape;
import org.isoline.ops.glu.Activation;

/**
 * Hugging Face's LlamaForCausalLM. The study's LLaMA has LayerNorm and a scaled embedding, which
 * the keys {@code norm_type}, {@code layer_norm_eps} and {@code scale_embedding} say.
 */
final class LlamaFormat implements Format {
  private static final String LAYERNORM = "layernorm";
  private static final int CONTEXT = 2048;

  @Override
  public String id() {
    return "llama";
  }

  @Override
  public boolean recognises(ConfigFile config) {
    return config.has("hidden_size")
        && (config.word("model_type").equals("llama")
            || config.tree().path("architectures").path(0).asText().equals("LlamaForCausalLM"));
  }

  @Override
  public ModelConfig read(ConfigFile config, Set<String> weights) {
    config.requireWord("hidden_act", "silu", "swish");
    config.requireFlag("attention_bias", false);
    config.requireFlag("mlp_bias", false);
    config.requireWord("norm_type", LAYERNORM, "rmsnorm");
    int width = config.positive("hidden_size");
    int heads = config.positive("num_attention_heads");
    if (!config.has("head_dim") && width % heads != 0) {
      throw config.wrong("num_attention_heads", "a divisor of hidden_size = " + width);
    }
    int headDim = config.positive("head_dim", width / heads);
    Shape shape =
        new Shape(
            config.positive("num_hidden_layers"),
            width,
            heads,
            config.positive("num_key_value_heads", heads),
            headDim,
            config.positive("intermediate_size"),
            headDim,
            headDim);
    boolean layerNorm = config.word("norm_type").equals(LAYERNORM);
    return ModelConfig.paper(
            Architecture.LLAMA,
            shape,
            config.positive("vocab_size"),
            config.positive("max_position_embeddings", CONTEXT))
        .edit()
        .norm(
            layerNorm ? Norm.LAYERNORM : Norm.RMSNORM,
            layerNorm ? config.number("layer_norm_eps", 1e-5) : config.number("rms_norm_eps", 1e-6))
        .scaleEmbedding(config.flag("scale_embedding", false))
        .tied(config.flag("tie_word_embeddings", false))
        .rotaryBase(rotaryBase(config))
        .build();
  }

  /** Transformers 4 has rope_theta beside rope_scaling, transformers 5 both in rope_parameters. */
  private static double rotaryBase(ConfigFile config) {
    for (String key : List.of("rope_scaling", "rope_parameters")) {
      JsonNode rope = config.tree().path(key);
      String type = rope.path("rope_type").asText(rope.path("type").asText("default"));
      config.require(key, type.equals("default"), "null or of rope_type default: no scaling");
    }
    JsonNode parameters = config.tree().path("rope_parameters");
    if (!parameters.hasNonNull("rope_theta")) {
      return config.number("rope_theta", 10_000);
    }
    double base =
        new ConfigFile(config.where() + ": rope_parameters", parameters).number("rope_theta", 0);
    config.require(
        "rope_theta",
        config.number("rope_theta", base) == base,
        "equal to rope_parameters.rope_theta = " + base);
    return base;
  }

  @Override
  public List<StoredTensor> tensors(ModelConfig config) {
    Shape shape = config.shape();
    TensorMap map = new TensorMap(config).same("model.embed_tokens.weight");
    for (int layer = 0; layer < shape.layers(); layer++) {
      String name = "model.layers." + layer + ".";
      String qkv = name + "token_mixer.qkv_proj.weight";
      long queries = shape.mixerWidth();
      long keys = shape.keyWidth();
      map.norm(name + "input_layernorm", name + "token_norm")
          .rows(name + "self_attn.q_proj.weight", qkv, 0, queries)
          .rows(name + "self_attn.k_proj.weight", qkv, queries, keys)
          .rows(name + "self_attn.v_proj.weight", qkv, queries + keys, keys)
          .renamed(name + "self_attn.o_proj.weight", name + "token_mixer.out_proj.weight")
          .norm(name + "post_attention_layernorm", name + "channel_norm")
          .renamed(name + "mlp.gate_proj.weight", name + "channel_mixer.l1.weight")
          .renamed(name + "mlp.up_proj.weight", name + "channel_mixer.l2.weight")
          .renamed(name + "mlp.down_proj.weight", name + "channel_mixer.l3.weight");
    }
    map.norm("model.norm", "model.final_norm");
    if (!config.tied()) {
      map.same("lm_head.weight");
    }
    return map.complete();
  }

  @Override
  public ObjectNode write(ModelConfig config) {
    Shape shape = config.shape();
    new Requirement(this)
        .that(config.architecture() == Architecture.LLAMA, "it is " + config.architecture().title())
        .that(config.position() == Position.ROTARY, "its positions are not rotary")
        .that(
            config.rotary() == Rotary.SHARED,
            "its rotary frequencies are "
                + config.rotary()
                + ", not the same in every head by formula")
        .that(config.norm() != Norm.SRMSNORM, "its norms have no weights")
        .that(
            config.gluActivation() == Activation.SILU,
            "its gated linear unit has activation " + config.gluActivation())
        .that(
            config.scoreScale() == 1 / Math.sqrt(shape.headDim()),
            "its score scale is " + config.scoreScale())
        .check();
    boolean layerNorm = config.norm() == Norm.LAYERNORM;
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.putArray("architectures").add(layerNorm ? "PaperLlamaForCausalLM" : "LlamaForCausalLM");
    tree.put("model_type", "llama");
    tree.put("vocab_size", config.vocabulary());
    tree.put("hidden_size", shape.width());
    tree.put("intermediate_size", shape.gluDim());
    tree.put("num_hidden_layers", shape.layers());
    tree.put("num_attention_heads", shape.heads());
    tree.put("num_key_value_heads", shape.keyHeads());
    tree.put("head_dim", shape.headDim());
    tree.put("hidden_act", "silu");
    tree.put("max_position_embeddings", config.context());
    tree.put("initializer_range", 0.02);
    tree.put("tie_word_embeddings", config.tied());
    tree.put("attention_bias", false);
    tree.put("mlp_bias", false);
    tree.put("attention_dropout", 0.0);
    tree.put("rope_theta", config.rotaryBase());
    tree.putNull("rope_scaling");
    tree.putObject("rope_parameters")
        .put("rope_type", "default")
        .put("rope_theta", config.rotaryBase());
    tree.put("use_cache", true);
    if (layerNorm) {
      tree.put("norm_type", LAYERNORM);
      tree.put("layer_norm_eps", config.normEps());
    } else {
      tree.put("rms_norm_eps", config.normEps());
    }
    if (config.scaleEmbedding()) {
      tree.put("scale_embedding", true);
    }
    return tree;
  }
}
