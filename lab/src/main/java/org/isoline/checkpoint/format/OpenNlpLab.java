package org.isoline.checkpoint.format;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.isoline.model.Architecture;
import org.isoline.model.ModelConfig;
import org.isoline.model.ModelConfig.Norm;
import org.isoline.model.ModelConfigBuilder;
import org.isoline.model.Shape;

/** What the configurations of OpenNLPLab's models have in common. */
final class OpenNlpLab {
  /** Context of the study; these configurations do not say theirs. */
  private static final int CONTEXT = 8192;

  private OpenNlpLab() {}

  static boolean recognises(ConfigFile config, String... modelTypes) {
    return config.has("decoder_embed_dim")
        && java.util.List.of(modelTypes).contains(config.word("model_type"));
  }

  /**
   * The mixer's heads: of {@code hidden_dim}, which is the model's width unless the key says so.
   */
  static Shape shape(ConfigFile config, int heads, int headDim) {
    return new Shape(
        config.positive("decoder_layers"),
        config.positive("decoder_embed_dim"),
        heads,
        heads,
        headDim,
        config.positive("glu_dim"),
        config.positive("gate_dim", headDim),
        config.positive("tpe_dim", headDim));
  }

  static Shape shape(ConfigFile config) {
    int inner = config.positive("hidden_dim", config.positive("decoder_embed_dim"));
    int heads = config.positive("decoder_attention_heads");
    if (inner % heads != 0) {
      throw config.wrong("decoder_attention_heads", "a divisor of hidden_dim = " + inner);
    }
    return shape(config, heads, inner / heads);
  }

  /** The study's model of an architecture with what these configurations say in common. */
  static ModelConfigBuilder model(ConfigFile config, Architecture architecture, Shape shape) {
    config.requireFlag("bias", false);
    Norm norm = norm(config);
    return ModelConfig.paper(
            architecture,
            shape,
            config.positive("vocab_size"),
            config.positive("max_position_embeddings", CONTEXT))
        .edit()
        .norm(norm, config.number("norm_eps", norm == Norm.SRMSNORM ? 1e-6 : 1e-5))
        .scaleEmbedding(!config.flag("no_scale_embedding", false))
        .tied(
            config.flag(
                "tie_word_embeddings", config.flag("share_decoder_input_output_embed", true)));
  }

  private static Norm norm(ConfigFile config) {
    return switch (config.word("norm_type")) {
      case "", "simplermsnorm" -> Norm.SRMSNORM;
      case "rmsnorm" -> Norm.RMSNORM;
      case "layernorm" -> Norm.LAYERNORM;
      default -> throw config.wrong("norm_type", "one of simplermsnorm, rmsnorm, layernorm");
    };
  }

  /** The common keys of a file. */
  static ObjectNode write(String architecture, String modelType, ModelConfig config) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.putArray("architectures").add(architecture);
    tree.put("model_type", modelType);
    tree.put("vocab_size", config.vocabulary());
    tree.put("decoder_embed_dim", config.shape().width());
    tree.put("decoder_layers", config.shape().layers());
    tree.put("glu_dim", config.shape().gluDim());
    tree.put("max_position_embeddings", config.context());
    tree.put("bias", false);
    tree.put("add_bos_token", false);
    tree.put("no_scale_embedding", !config.scaleEmbedding());
    tree.put("init_std", 0.02);
    tree.put("tie_word_embeddings", config.tied());
    tree.put("use_cache", true);
    tree.put(
        "norm_type",
        switch (config.norm()) {
          case SRMSNORM -> "simplermsnorm";
          case RMSNORM -> "rmsnorm";
          case LAYERNORM -> "layernorm";
        });
    tree.put("norm_eps", config.normEps());
    return tree;
  }

  /** Heads of a model whose configuration has them. */
  static ObjectNode withHeads(ObjectNode tree, Shape shape) {
    tree.put("hidden_dim", shape.mixerWidth());
    tree.put("decoder_attention_heads", shape.heads());
    return tree;
  }

  /** What every one of these formats needs of a model. */
  static Requirement requirement(Format format, ModelConfig config, Architecture architecture) {
    return new Requirement(format)
        .that(config.architecture() == architecture, "it is " + config.architecture().title())
        .that(
            !config.outputNorm() || config.outputNormEps() == config.normEps(),
            "its output norm has another eps than its other norms");
  }

  /** The channel mixer and both norms of a block, under our names. */
  static void block(TensorMap map, String layer, Runnable mixer) {
    map.norm(layer + "token_norm", layer + "token_norm");
    mixer.run();
    map.norm(layer + "channel_norm", layer + "channel_norm")
        .same(layer + "channel_mixer.l1.weight")
        .same(layer + "channel_mixer.l2.weight")
        .same(layer + "channel_mixer.l3.weight");
  }

  /** The end of every file. */
  static TensorMap end(TensorMap map, ModelConfig config) {
    map.norm("model.final_norm", "model.final_norm");
    return config.tied() ? map : map.same("lm_head.weight");
  }
}
