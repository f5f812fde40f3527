package org.isoline.model;

import java.util.List;
import org.isoline.ops.glu.Activation;

/**
 * Everything that distinguishes one model from another.
 *
 * <p>{@link #paper} gives the profile of the study (arXiv 2406.16690); other models start from it
 * and change single flags: {@code config.edit().tied(false).build()}.
 *
 * @param architecture which token mixer
 * @param shape extents
 * @param vocabulary V, number of token ids
 * @param context n, tokens of a training sequence; linear models run on any length
 * @param norm norm before each mixer, at the end, and of the token mixer's output
 * @param normEps added under the root of the norms before mixers and at the end
 * @param outputNormEps added under the root of the token mixer's output norm
 * @param gluActivation activation on the first factor of the gated linear unit
 * @param qkActivation activation on queries and keys (HGRN2: on queries)
 * @param valueActivation activation on values
 * @param scoreScale factor on queries times keys
 * @param gate output gate of the token mixer
 * @param outputNorm whether the heads' concatenated output is normed before the gate
 * @param decay what multiplies the state at each token
 * @param position position code on queries and keys
 * @param cosineLayers layers, from 0, that have cosine LRPE; empty for other position codes
 * @param rotary how rotary frequencies are spread
 * @param rotaryBase base of rotary frequencies
 * @param tpe Toeplitz positional encoding after the embedding
 * @param scaleEmbedding embedding output times sqrt(d)
 * @param tied one matrix for embedding and head
 * @param init initial weights
 */
public record ModelConfig(
    Architecture architecture,
    Shape shape,
    int vocabulary,
    int context,
    Norm norm,
    double normEps,
    double outputNormEps,
    Activation gluActivation,
    Activation qkActivation,
    Activation valueActivation,
    double scoreScale,
    Gate gate,
    boolean outputNorm,
    Decay decay,
    Position position,
    List<Integer> cosineLayers,
    Rotary rotary,
    double rotaryBase,
    Tpe tpe,
    boolean scaleEmbedding,
    boolean tied,
    Init init) {

  /** Kinds of norm. */
  public enum Norm {
    /** Mean and variance, weight and bias. */
    LAYERNORM,
    /** Root mean square with a weight. */
    RMSNORM,
    /** Root mean square without parameters. */
    SRMSNORM
  }

  /** Kinds of output gate. */
  public enum Gate {
    /** No gate. */
    NONE,
    /** sigmoid((x Wg1) Wg2) with Wg1 {@code [d, t]}. */
    LOWRANK_SIGMOID,
    /** x U with U {@code [d, H dh]}, no sigmoid (TransNormerLLM 1 and 2). */
    FULL_LINEAR
  }

  /** What multiplies the state at each token. */
  public enum Decay {
    /** Softmax, or no decay. */
    NONE,
    /** exp(-s_h phi_l) with ALiBi slopes (all released TransNormerLLM models). */
    ALIBI,
    /** Sigmoid of the input, bounded below by a learned bound that grows with depth. */
    DATA
  }

  /** Position codes. */
  public enum Position {
    /** None. */
    NONE,
    /** Rotary, every layer. */
    ROTARY,
    /** Cosine LRPE with learned angles, on {@link #cosineLayers}. */
    COSINE
  }

  /** Where rotary frequencies come from. */
  public enum Rotary {
    /** {@code base^(-2j/dh)} in every head: the published LLaMA. */
    SHARED,
    /** {@code base^(-2m/(H dh))}, m running over the pairs of all heads: the study's siblings. */
    SPREAD,
    /** Numbers of each layer in the checkpoint, {@code [H, 1, dh/2]}, not trained. */
    STORED
  }

  /** Toeplitz positional encodings, by the number that is trained for each lambda. */
  public enum Tpe {
    /** No encoding. */
    NONE,
    /** lambda = sigmoid(a): any a is legal. */
    LOGIT,
    /** lambda = exp(a), a below 0, as checkpoint files have it. */
    LOG
  }

  /** Initial weights. */
  public enum Init {
    /**
     * Linear maps uniform in +-1/sqrt(fan_in), embedding normal with variance 1/d: the defaults of
     * metaseq, the study's framework, and so most likely what was run.
     */
    METASEQ,
    /**
     * Everything normal with deviation 0.02, residual outputs divided by sqrt(2 l): GPT-2's rule.
     */
    NORMAL
  }

  /**
   * Checks the numbers and that the flags go together; {@link Shape} has checked its own.
   *
   * @throws IllegalArgumentException naming the flag, its value and what is legal
   */
  public ModelConfig {
    cosineLayers = List.copyOf(cosineLayers);
    positive("vocabulary", vocabulary);
    positive("context", context);
    positive("norm_eps", normEps);
    positive("output_norm_eps", outputNormEps);
    positive("score_scale", scoreScale);
    positive("rotary_base", rotaryBase);
    if (architecture.isLinear() && shape.keyHeads() != shape.heads()) {
      throw new IllegalArgumentException(
          "key_heads = %d, must be heads = %d for %s; only softmax attention shares keys among queries"
              .formatted(shape.keyHeads(), shape.heads(), architecture.title()));
    }
    if ((position == Position.ROTARY) == architecture.isLinear()) {
      throw new IllegalArgumentException(
          "position = %s for %s; rotary positions belong to softmax attention, which has no others"
              .formatted(position, architecture.title()));
    }
    if (position == Position.ROTARY && shape.headDim() % 2 != 0) {
      throw new IllegalArgumentException(
          "head_dim = "
              + shape.headDim()
              + " is odd; rotary positions pair channels, so it must be even");
    }
    for (int layer : cosineLayers) {
      if (position != Position.COSINE || layer < 0 || layer >= shape.layers()) {
        throw new IllegalArgumentException(
            "cosine_layers = %s with position %s, must be layers from 0 to %d, and none without cosine positions"
                .formatted(cosineLayers, position, shape.layers() - 1));
      }
    }
  }

  /** The paper profile (arXiv 2406.16690, appendix A.1 and Table 7). */
  public static ModelConfig paper(
      Architecture architecture, Shape shape, int vocabulary, int context) {
    ModelConfigBuilder builder =
        new ModelConfigBuilder(architecture, shape).vocabulary(vocabulary).context(context);
    return switch (architecture) {
      case LLAMA ->
          builder
              .norm(Norm.LAYERNORM, 1e-5)
              .gluActivation(Activation.SILU)
              .scoreScale(1 / Math.sqrt(shape.headDim()))
              .position(Position.ROTARY)
              .scaleEmbedding(true)
              .build();
      case TNL ->
          builder
              .norm(Norm.SRMSNORM, 1e-6)
              .qkActivation(Activation.SILU)
              .valueActivation(Activation.SILU)
              .gate(Gate.LOWRANK_SIGMOID)
              .outputNorm(true)
              .decay(Decay.ALIBI)
              .cosineLayers(List.of(0))
              .scaleEmbedding(true)
              .build();
      case HGRN2 ->
          builder
              .norm(Norm.SRMSNORM, 1e-6)
              .qkActivation(Activation.SILU)
              .outputNorm(true)
              .decay(Decay.DATA)
              .build();
      case COSFORMER2 ->
          builder
              .norm(Norm.LAYERNORM, 1e-5)
              .qkActivation(Activation.SILU)
              .gate(Gate.LOWRANK_SIGMOID)
              .outputNorm(true)
              .cosineLayers(allLayers(shape))
              .tpe(Tpe.LOGIT)
              .scaleEmbedding(true)
              .build();
    };
  }

  private static List<Integer> allLayers(Shape shape) {
    return java.util.stream.IntStream.range(0, shape.layers()).boxed().toList();
  }

  /** Starts from this model. */
  public ModelConfigBuilder edit() {
    return new ModelConfigBuilder(this);
  }

  /** Whether a layer has cosine LRPE. */
  public boolean cosineAt(int layer) {
    return cosineLayers.contains(layer);
  }

  /** Whether there is a Toeplitz positional encoding. */
  public boolean hasTpe() {
    return tpe != Tpe.NONE;
  }

  private static void positive(String name, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(name + " = " + value + ", must be above 0 and finite");
    }
  }
}
