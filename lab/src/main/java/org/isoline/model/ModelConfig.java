package org.isoline.model;

import org.isoline.ops.glu.Activation;

/**
 * Everything that distinguishes one model from another.
 *
 * <p>{@link #paper} gives the profile of the study (arXiv 2406.16690); single flags are changed
 * with the {@code with} methods.
 *
 * @param architecture which token mixer
 * @param shape extents
 * @param vocabulary V, number of token ids
 * @param context n, tokens of a training sequence; linear models run on any length
 * @param norm norm before each mixer and at the end
 * @param normEps added under the root of every norm, the output norm included
 * @param gluActivation activation on the first factor of the gated linear unit
 * @param qkActivation activation on queries and keys (HGRN2: on queries)
 * @param valueActivation activation on values
 * @param scoreScale factor on queries times keys
 * @param gate output gate of the token mixer
 * @param outputNorm whether the heads' concatenated output is normed before the gate
 * @param decay what multiplies the state at each token
 * @param position position code on queries and keys
 * @param rotarySpread rotary frequencies spread over all heads instead of equal in every head
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
    Activation gluActivation,
    Activation qkActivation,
    Activation valueActivation,
    double scoreScale,
    Gate gate,
    boolean outputNorm,
    Decay decay,
    Position position,
    boolean rotarySpread,
    double rotaryBase,
    boolean tpe,
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
    LOWRANK_SIGMOID
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
    /** Cosine LRPE with learned angles, first layer only. */
    COSINE_FIRST,
    /** Cosine LRPE with learned angles, every layer. */
    COSINE_ALL
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

  /** Checks the numbers; {@link Shape} has checked its own. */
  public ModelConfig {
    positive("vocabulary", vocabulary);
    positive("context", context);
    positive("norm_eps", normEps);
    positive("score_scale", scoreScale);
    positive("rotary_base", rotaryBase);
  }

  /** The paper profile (arXiv 2406.16690, appendix A.1 and Table 7). */
  public static ModelConfig paper(
      Architecture architecture, Shape shape, int vocabulary, int context) {
    return switch (architecture) {
      case LLAMA ->
          new ModelConfig(
              architecture,
              shape,
              vocabulary,
              context,
              Norm.LAYERNORM,
              1e-5,
              Activation.SILU,
              Activation.NONE,
              Activation.NONE,
              1 / Math.sqrt(shape.headDim()),
              Gate.NONE,
              false,
              Decay.NONE,
              Position.ROTARY,
              false,
              10_000,
              false,
              true,
              true,
              Init.METASEQ);
      case TNL ->
          linear(
              architecture,
              shape,
              vocabulary,
              context,
              Norm.SRMSNORM,
              Activation.SILU,
              Gate.LOWRANK_SIGMOID,
              Decay.ALIBI,
              Position.COSINE_FIRST);
      case HGRN2 ->
          linear(
              architecture,
              shape,
              vocabulary,
              context,
              Norm.SRMSNORM,
              Activation.NONE,
              Gate.NONE,
              Decay.DATA,
              Position.NONE);
      case COSFORMER2 ->
          linear(
              architecture,
              shape,
              vocabulary,
              context,
              Norm.LAYERNORM,
              Activation.NONE,
              Gate.LOWRANK_SIGMOID,
              Decay.NONE,
              Position.COSINE_ALL);
    };
  }

  private static ModelConfig linear(
      Architecture architecture,
      Shape shape,
      int vocabulary,
      int context,
      Norm norm,
      Activation valueActivation,
      Gate gate,
      Decay decay,
      Position position) {
    return new ModelConfig(
        architecture,
        shape,
        vocabulary,
        context,
        norm,
        norm == Norm.SRMSNORM ? 1e-6 : 1e-5,
        Activation.NONE,
        Activation.SILU,
        valueActivation,
        1,
        gate,
        true,
        decay,
        position,
        false,
        10_000,
        architecture == Architecture.COSFORMER2,
        architecture != Architecture.HGRN2,
        true,
        Init.METASEQ);
  }

  /** Whether a layer has cosine LRPE. */
  public boolean cosineAt(int layer) {
    return position == Position.COSINE_ALL || (position == Position.COSINE_FIRST && layer == 0);
  }

  /** The same model with other initial weights. */
  public ModelConfig withInit(Init other) {
    return new ModelConfig(
        architecture,
        shape,
        vocabulary,
        context,
        norm,
        normEps,
        gluActivation,
        qkActivation,
        valueActivation,
        scoreScale,
        gate,
        outputNorm,
        decay,
        position,
        rotarySpread,
        rotaryBase,
        tpe,
        scaleEmbedding,
        tied,
        other);
  }

  private static void positive(String name, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException(name + " = " + value + ", must be above 0");
    }
  }
}
