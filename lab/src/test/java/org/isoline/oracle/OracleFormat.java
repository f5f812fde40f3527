package org.isoline.oracle;

/** Checkpoint formats of the specification, section 9, and what each implies for the function. */
public enum OracleFormat {
  /** Hugging Face LLaMA: RMSNorm with a weight, head-shared half-split rotary embedding. */
  HF_LLAMA("llama_hf", "llama", Norm.RMS),
  /** Hugging Face names, LayerNorm with biases, embeddings times sqrt(d). */
  PAPER_LLAMA_HF("llama_hf_paper", "llama", Norm.LAYER),
  /** One qkv matrix, interleaved pairs, stored rotary frequencies. */
  OPENNLPLAB_LLAMA("llama_onlp", "llama", Norm.LAYER),
  /** SiLU on q, k and v, low-rank sigmoid gate. */
  TNL_V3("tnl_v3", "tnl", Norm.SIMPLE),
  /** Activation on q and k only, full-rank linear gate. */
  TNL_V1("tnl_v1", "tnl", Norm.SIMPLE),
  /** Norms without parameters, no activation in the channel mixer. */
  OPENNLPLAB_HGRN2("hgrn2_onlp", "hgrn2", Norm.SIMPLE),
  /** RMSNorm with weights, SwiGLU, scores times dk^-0.5. */
  FLA_HGRN2("hgrn2_fla", "hgrn2", Norm.RMS),
  /** Names of TNL v3 plus norms and the Toeplitz positions. */
  COSFORMER2("cosformer2", "cosformer2", Norm.LAYER);

  /** Eps of the output norm in fla, whatever the configuration says (section 4.4). */
  private static final double FLA_OUTPUT_NORM_EPS = 1e-5;

  enum Norm {
    /** Root mean square without parameters. */
    SIMPLE("srmsnorm"),
    /** Root mean square with a weight. */
    RMS("rmsnorm"),
    /** Mean and variance, with weight and bias. */
    LAYER("layernorm");

    final String flag;

    Norm(String flag) {
      this.flag = flag;
    }
  }

  /** Name in the flags of a case. */
  final String flag;

  final String architecture;
  final Norm norm;

  OracleFormat(String flag, String architecture, Norm norm) {
    this.flag = flag;
    this.architecture = architecture;
    this.norm = norm;
  }

  boolean llama() {
    return architecture.equals("llama");
  }

  boolean hgrn2() {
    return architecture.equals("hgrn2");
  }

  boolean tnl() {
    return architecture.equals("tnl");
  }

  boolean huggingFaceLlama() {
    return this == HF_LLAMA || this == PAPER_LLAMA_HF;
  }

  boolean lowRankGate() {
    return this == TNL_V3 || this == COSFORMER2;
  }

  /** Whether the channel mixer is {@code silu(x W1) * x W2} rather than {@code x W1 * x W2}. */
  boolean gluSilu() {
    return llama() || this == FLA_HGRN2;
  }

  double defaultEps() {
    return norm == Norm.LAYER ? 1e-5 : 1e-6;
  }

  double outputNormEps(double normEps) {
    return this == FLA_HGRN2 ? FLA_OUTPUT_NORM_EPS : normEps;
  }

  Names names() {
    return switch (this) {
      case HF_LLAMA, PAPER_LLAMA_HF ->
          new Names(
              "model.embed_tokens",
              "self_attn",
              "o_proj",
              "input_layernorm",
              "post_attention_layernorm",
              "model.norm",
              "mlp.gate_proj",
              "mlp.up_proj",
              "mlp.down_proj");
      case FLA_HGRN2 ->
          new Names(
              "model.embeddings",
              "attn",
              "o_proj",
              "attn_norm",
              "mlp_norm",
              "model.norm",
              "mlp.gate_proj",
              "mlp.up_proj",
              "mlp.down_proj");
      default ->
          new Names(
              "model.embed_tokens",
              "token_mixer",
              "out_proj",
              "token_norm",
              "channel_norm",
              "model.final_norm",
              "channel_mixer.l1",
              "channel_mixer.l2",
              "channel_mixer.l3");
    };
  }

  /** Names of the tensors every format has; all but the first and the final norm are per layer. */
  record Names(
      String embedding,
      String mixer,
      String output,
      String tokenNorm,
      String channelNorm,
      String finalNorm,
      String gate,
      String up,
      String down) {

    String layer(int layer, String part) {
      return "model.layers." + layer + "." + part;
    }

    String mixer(int layer, String part) {
      return layer(layer, mixer + "." + part);
    }
  }
}
