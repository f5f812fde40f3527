package org.isoline.oracle;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys of {@code config.json} and of the flags in {@code expected.json}. */
final class OracleConfig {
  private final OracleSpec spec;
  private final Map<String, Object> keys = new LinkedHashMap<>();

  private OracleConfig(OracleSpec spec) {
    this.spec = spec;
  }

  static Map<String, Object> of(OracleSpec spec) {
    OracleConfig config = new OracleConfig(spec);
    switch (spec.format()) {
      case HF_LLAMA, PAPER_LLAMA_HF -> config.huggingFaceLlama();
      case FLA_HGRN2 -> config.fla();
      default -> config.openNlpLab();
    }
    return config.keys;
  }

  private void start(String architecture, String modelType) {
    keys.put("architectures", List.of(architecture));
    keys.put("model_type", modelType);
    keys.put("vocab_size", spec.shape().vocabulary());
  }

  private void end() {
    keys.put("tie_word_embeddings", spec.variant().tied());
    keys.put("use_cache", true);
    keys.put("bos_token_id", 1);
    keys.put("eos_token_id", 2);
    keys.put("pad_token_id", 0);
  }

  private void huggingFaceLlama() {
    OracleSpec.Shape shape = spec.shape();
    boolean paper = spec.format() == OracleFormat.PAPER_LLAMA_HF;
    start(paper ? "PaperLlamaForCausalLM" : "LlamaForCausalLM", "llama");
    keys.put("hidden_size", shape.d());
    keys.put("intermediate_size", shape.gluDim());
    keys.put("num_hidden_layers", shape.layers());
    keys.put("num_attention_heads", shape.heads());
    keys.put("num_key_value_heads", shape.kvHeads());
    keys.put("head_dim", shape.headDim());
    keys.put("hidden_act", "silu");
    keys.put("max_position_embeddings", 512);
    keys.put("attention_bias", false);
    keys.put("mlp_bias", false);
    keys.put("attention_dropout", 0.0);
    keys.put("initializer_range", 0.02);
    double base = spec.variant().rotaryBase();
    if (spec.variant().ropeParameters()) {
      Map<String, Object> rope = new LinkedHashMap<>();
      rope.put("rope_type", "default");
      rope.put("rope_theta", base);
      keys.put("rope_parameters", rope);
      keys.put("dtype", spec.variant().storage().torch);
    } else {
      keys.put("rope_theta", base);
      keys.put("rope_scaling", null);
      keys.put("torch_dtype", spec.variant().storage().torch);
    }
    if (paper) {
      keys.put("norm_type", "layernorm");
      keys.put("layer_norm_eps", spec.variant().normEps());
      keys.put("scale_embedding", spec.variant().scaleEmbedding());
    } else {
      keys.put("rms_norm_eps", spec.variant().normEps());
    }
    end();
  }

  private void fla() {
    OracleSpec.Shape shape = spec.shape();
    start("HGRN2ForCausalLM", "hgrn2");
    keys.put("hidden_size", shape.d());
    keys.put("num_hidden_layers", shape.layers());
    keys.put("attn_mode", "chunk");
    keys.put("num_heads", null);
    keys.put("expand_ratio", shape.headDim());
    keys.put("use_short_conv", false);
    keys.put("conv_size", 4);
    keys.put("use_lower_bound", true);
    keys.put("hidden_ratio", 4);
    keys.put("intermediate_size", shape.gluDim());
    keys.put("hidden_act", "swish");
    keys.put("max_position_embeddings", 2048);
    keys.put("elementwise_affine", true);
    keys.put("norm_eps", spec.variant().normEps());
    keys.put("attn", null);
    keys.put("initializer_range", 0.02);
    keys.put("fuse_norm", true);
    keys.put("fuse_swiglu", true);
    keys.put("fuse_cross_entropy", true);
    keys.put("torch_dtype", spec.variant().storage().torch);
    end();
  }

  private void openNlpLab() {
    OracleSpec.Shape shape = spec.shape();
    switch (spec.format()) {
      case OPENNLPLAB_LLAMA -> start("LlamaForCausalLM", "llama");
      case OPENNLPLAB_HGRN2 -> start("Hgrn2ForCausalLM", "hgrn");
      case COSFORMER2 -> start("Cosformer2ForCausalLM", "cosformer2");
      default -> start("TransnormerForCausalLM", "transnormer");
    }
    keys.put("decoder_embed_dim", shape.d());
    keys.put("decoder_layers", shape.layers());
    if (!spec.format().hgrn2()) {
      keys.put("hidden_dim", shape.d());
      keys.put("decoder_attention_heads", shape.heads());
    }
    keys.put("glu_dim", shape.gluDim());
    keys.put("bias", false);
    keys.put("add_bos_token", false);
    keys.put("no_scale_embedding", !spec.variant().scaleEmbedding());
    keys.put("init_std", 0.02);
    keys.put("torch_dtype", spec.variant().storage().torch);
    boolean simple = spec.format().norm == OracleFormat.Norm.SIMPLE;
    keys.put("norm_type", simple ? "simplermsnorm" : "layernorm");
    if (!simple) {
      keys.put("norm_eps", spec.variant().normEps());
    }
    variantKeys();
    end();
  }

  private void variantKeys() {
    switch (spec.format()) {
      case OPENNLPLAB_LLAMA -> keys.put("use_lrpe", true);
      case OPENNLPLAB_HGRN2 -> {
        keys.put("expand_ratio", spec.shape().headDim());
        keys.put("glu_act", "none");
        keys.put("in_act", "none");
        keys.put("out_act", "silu");
        keys.put("causal", true);
        keys.put("use_norm", true);
      }
      default -> {
        keys.put("linear_act_fun", spec.variant().activation());
        keys.put("linear_use_lrpe_list", spec.variant().lrpe());
        if (spec.format().lowRankGate()) {
          keys.put("gate_dim", spec.shape().gateDim());
        }
        if (spec.format() == OracleFormat.COSFORMER2) {
          keys.put("tpe_type", 1);
          keys.put("tpe_dim", spec.shape().tpeDim());
          keys.put("tpe_use_norm", false);
          keys.put("tpe_lambda_param", "log");
        }
      }
    }
  }

  /** Section 0.4, as meant. */
  static Map<String, Object> flags(OracleSpec spec) {
    OracleFormat format = spec.format();
    OracleSpec.Shape shape = spec.shape();
    boolean cosine = format.tnl() || format == OracleFormat.COSFORMER2;
    String activation = spec.variant().activation().replace("swish", "silu");
    String queryActivation = format.llama() ? "none" : format.hgrn2() ? "silu" : activation;
    double scale = 1 / Math.sqrt(shape.headDim());
    String gate = format == OracleFormat.TNL_V1 ? "full_linear" : "none";
    Map<String, Object> flags = new LinkedHashMap<>();
    flags.put("fmt", format.flag);
    flags.put("arch", format.architecture);
    flags.put("layers", shape.layers());
    flags.put("d", shape.d());
    flags.put("heads", shape.heads());
    flags.put("kv_heads", shape.kvHeads());
    flags.put("head_dim", shape.headDim());
    flags.put("glu_dim", shape.gluDim());
    flags.put("vocab", shape.vocabulary());
    flags.put("glu_act", format.gluSilu() ? "silu" : "none");
    flags.put("norm", format.norm.flag);
    flags.put("norm_eps", spec.variant().normEps());
    flags.put("qk_act", queryActivation);
    flags.put("v_act", format == OracleFormat.TNL_V3 ? activation : "none");
    flags.put("score_scale", format.llama() || format == OracleFormat.FLA_HGRN2 ? scale : 1.0);
    flags.put("gate", format.lowRankGate() ? "lowrank_sigmoid" : gate);
    flags.put("gate_dim", format.lowRankGate() ? shape.gateDim() : 0);
    flags.put("out_norm", format.llama() ? "none" : format.norm.flag);
    flags.put("out_norm_eps", format.outputNormEps(spec.variant().normEps()));
    flags.put("decay", format.tnl() ? "alibi" : format.hgrn2() ? "data" : "none");
    flags.put("pos", format.llama() ? "rope" : cosine ? "cosine" : "none");
    flags.put(
        "pos_layers",
        cosine ? spec.variant().lrpe().stream().map(flag -> flag == 1).toList() : List.of());
    flags.put("rope_base", spec.variant().rotaryBase());
    boolean stored = format == OracleFormat.OPENNLPLAB_LLAMA;
    flags.put("rope_layout", stored ? "interleaved" : "half_split");
    flags.put("rope_stored", stored);
    flags.put("rope_head_shared", !spec.variant().spreadFrequencies());
    flags.put("lower_bound", format.hgrn2());
    flags.put("tpe", format == OracleFormat.COSFORMER2);
    flags.put("tpe_dim", format == OracleFormat.COSFORMER2 ? shape.tpeDim() : 0);
    flags.put("tpe_param", "log");
    flags.put("embed_scale", spec.variant().scaleEmbedding() ? Math.sqrt(shape.d()) : 1.0);
    flags.put("tied", spec.variant().tied());
    return flags;
  }
}
