package org.isoline.checkpoint.format;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.isoline.checkpoint.CheckpointException;
import org.isoline.model.Architecture;
import org.isoline.model.ModelConfig;
import org.isoline.model.ModelConfig.Norm;
import org.isoline.model.Shape;
import org.isoline.ops.glu.Activation;

/**
 * HGRN2ForCausalLM of flash-linear-attention.
 *
 * <p>It differs from the authors' HGRN2 in its norms (weights), its gated linear unit (SiLU), and
 * twice where its configuration does not say so: queries are scaled by {@code 1 / sqrt(dh)}, and
 * the output norm has eps 1e-5 whatever {@code norm_eps} is.
 */
final class FlaHgrn2Format implements Format {
  private static final double OUTPUT_NORM_EPS = 1e-5;
  private static final int GLU_MULTIPLE = 256;

  @Override
  public String id() {
    return "hgrn2-fla";
  }

  @Override
  public boolean recognises(ConfigFile config) {
    if (config.word("model_type").equals("hgrn") && config.has("hidden_size")) {
      throw new CheckpointException(
          config.where()
              + ": this is HGRN version 1 (model_type hgrn with hidden_size), which has another"
              + " recurrence and is no model of this program");
    }
    return config.word("model_type").equals("hgrn2") && config.has("hidden_size");
  }

  @Override
  public ModelConfig read(ConfigFile config, Set<String> weights) {
    config.requireFlag("use_short_conv", false);
    config.requireFlag("use_lower_bound", true);
    config.requireFlag("elementwise_affine", true);
    config.requireWord("hidden_act", "swish", "silu");
    config.require("attn", false, "null: hybrids with softmax layers are no model of this program");
    int width = config.positive("hidden_size");
    int heads = heads(config, width);
    Shape shape =
        new Shape(
            config.positive("num_hidden_layers"),
            width,
            heads,
            heads,
            width / heads,
            gluDim(config, width),
            width / heads,
            width / heads);
    return ModelConfig.paper(
            Architecture.HGRN2,
            shape,
            config.positive("vocab_size", 32_000),
            config.positive("max_position_embeddings", 2048))
        .edit()
        .norm(Norm.RMSNORM, config.number("norm_eps", 1e-6))
        .outputNormEps(OUTPUT_NORM_EPS)
        .gluActivation(Activation.SILU)
        .scoreScale(1 / Math.sqrt(shape.headDim()))
        .tied(config.flag("tie_word_embeddings", false))
        .build();
  }

  /** Either of num_heads and expand_ratio (dh) decides; together they must fill the width. */
  private static int heads(ConfigFile config, int width) {
    int headDim =
        config.has("expand_ratio") || !config.has("num_heads")
            ? config.positive("expand_ratio", 128)
            : Math.ceilDiv(width, config.positive("num_heads"));
    int heads = config.positive("num_heads", Math.max(1, width / headDim));
    if (heads * headDim != width) {
      throw config.wrong(
          config.has("num_heads") ? "num_heads" : "expand_ratio",
          "such that num_heads times expand_ratio is hidden_size = " + width);
    }
    return heads;
  }

  private static int gluDim(ConfigFile config, int width) {
    int twoThirds = width * config.positive("hidden_ratio", 4) * 2 / 3;
    return config.positive(
        "intermediate_size", Math.ceilDiv(twoThirds, GLU_MULTIPLE) * GLU_MULTIPLE);
  }

  @Override
  public List<StoredTensor> tensors(ModelConfig config) {
    Shape shape = config.shape();
    long inner = shape.mixerWidth();
    TensorMap map =
        new TensorMap(config)
            .renamed("model.embeddings.weight", "model.embed_tokens.weight")
            .same("model.lower_bounds");
    for (int layer = 0; layer < shape.layers(); layer++) {
      String name = "model.layers." + layer + ".";
      String in = name + "token_mixer.in_proj.weight";
      map.norm(name + "attn_norm", name + "token_norm")
          .rows(name + "attn.q_proj.weight", in, inner, inner)
          .rows(name + "attn.f_proj.weight", in, 2 * inner, inner)
          .rows(name + "attn.i_proj.weight", in, 0, inner)
          .norm(name + "attn.g_norm", name + "token_mixer.norm")
          .renamed(name + "attn.o_proj.weight", name + "token_mixer.out_proj.weight")
          .norm(name + "mlp_norm", name + "channel_norm")
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
        .that(config.architecture() == Architecture.HGRN2, "it is " + config.architecture().title())
        .that(config.norm() == Norm.RMSNORM, "its norms are " + config.norm() + ", not RMSNORM")
        .that(
            config.gluActivation() == Activation.SILU,
            "its gated linear unit has activation " + config.gluActivation() + ", not SILU")
        .that(
            config.scoreScale() == 1 / Math.sqrt(shape.headDim()),
            "its score scale is " + config.scoreScale() + ", not 1/sqrt(head_dim)")
        .that(
            config.outputNormEps() == OUTPUT_NORM_EPS,
            "its output norm has eps " + config.outputNormEps() + ", not 1e-5")
        .that(
            config.qkActivation() == Activation.SILU && config.valueActivation() == Activation.NONE,
            "its queries or values have another activation")
        .that(!config.scaleEmbedding(), "its embedding is scaled")
        .that(shape.mixerWidth() == shape.width(), "its heads do not fill the width")
        .check();
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.putArray("architectures").add("HGRN2ForCausalLM");
    tree.put("model_type", "hgrn2");
    tree.put("vocab_size", config.vocabulary());
    tree.put("hidden_size", shape.width());
    tree.put("intermediate_size", shape.gluDim());
    tree.put("hidden_ratio", 4);
    tree.put("num_hidden_layers", shape.layers());
    tree.put("num_heads", shape.heads());
    tree.put("expand_ratio", shape.headDim());
    tree.put("attn_mode", "chunk");
    tree.putNull("attn");
    tree.put("use_short_conv", false);
    tree.put("conv_size", 4);
    tree.put("use_lower_bound", true);
    tree.put("hidden_act", "swish");
    tree.put("elementwise_affine", true);
    tree.put("norm_eps", config.normEps());
    tree.put("max_position_embeddings", config.context());
    tree.put("initializer_range", 0.02);
    tree.put("tie_word_embeddings", config.tied());
    tree.put("fuse_norm", true);
    tree.put("fuse_swiglu", true);
    tree.put("fuse_cross_entropy", true);
    tree.put("use_cache", true);
    return tree;
  }
}
