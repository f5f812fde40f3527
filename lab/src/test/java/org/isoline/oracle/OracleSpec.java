package org.isoline.oracle;

import java.util.ArrayList;
import java.util.List;

/**
 * What a golden case is made of. {@link #of} gives a small case of a format, the other methods
 * change one property.
 *
 * @param name folder of the case
 * @param format names of the tensors, keys of the configuration and the function they mean
 * @param shape sizes of the model
 * @param input token ids: how many, and the seed of ids and weights
 * @param variant what a configuration can say
 * @param scale factors on the random weights
 */
public record OracleSpec(
    String name, OracleFormat format, Shape shape, Input input, Variant variant, Scale scale) {

  /**
   * Sizes.
   *
   * @param kvHeads key and value heads, fewer than heads only in LLaMA
   * @param headDim d / heads except in LLaMA in Hugging Face names
   * @param gateDim rank of the low-rank output gate
   * @param tpeDim modes of the Toeplitz positions
   */
  public record Shape(
      int layers,
      int d,
      int heads,
      int kvHeads,
      int headDim,
      int gluDim,
      int gateDim,
      int tpeDim,
      int vocabulary) {}

  /** Sequences, tokens in each (at least 2), and the seed of everything random. */
  public record Input(int batch, int length, long seed) {}

  /**
   * Choices a configuration file expresses.
   *
   * @param scaleEmbedding embeddings times sqrt(d)
   * @param activation linear_act_fun of TNL and cosFormer2: silu, swish, relu or none
   * @param lrpe per layer 1 or 0: cosine positions
   * @param ropeParameters keys of transformers 5 rather than 4
   * @param spreadFrequencies stored rotary frequencies fall over all heads rather than within each
   */
  public record Variant(
      boolean tied,
      boolean scaleEmbedding,
      double normEps,
      String activation,
      List<Integer> lrpe,
      double rotaryBase,
      boolean ropeParameters,
      boolean spreadFrequencies,
      StorageType storage) {}

  /**
   * Standard deviations of the weights, relative to 1/sqrt(inputs).
   *
   * @param embedding absolute, not relative
   * @param output further factor on the projections that write to the residual stream
   * @param forget further factor on the forget rows of HGRN2: log decays reach about -4 times it
   */
  public record Scale(double weights, double embedding, double output, double forget) {}

  /** Refuses what the format cannot say. */
  public OracleSpec {
    boolean hub = format.huggingFaceLlama();
    require(input.length() >= 2, "a loss needs two tokens");
    require(shape.heads() % shape.kvHeads() == 0, "heads must be a multiple of kv heads");
    require(hub || shape.kvHeads() == shape.heads(), "grouped queries need Hugging Face LLaMA");
    require(hub || shape.headDim() * shape.heads() == shape.d(), "head_dim must be d / heads here");
    require(
        format.norm != OracleFormat.Norm.SIMPLE || variant.normEps() == format.defaultEps(),
        "a norm without parameters has a fixed eps");
    require(variant.lrpe().size() == shape.layers(), "one lrpe flag per layer");
    require(shape.vocabulary() > 3, "ids 0 to 2 stay unused");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /** A case of two sequences of 33 tokens, otherwise as the paper profile of the format has it. */
  public static OracleSpec of(String name, OracleFormat format, int layers, int d, int heads) {
    int dh = d / heads;
    Shape shape = new Shape(layers, d, heads, heads, dh, 3 * d, dh, dh, 61);
    boolean scaled = !format.hgrn2() && format != OracleFormat.HF_LLAMA;
    double embedding = scaled ? 1 / Math.sqrt(d) : 0.25;
    Variant variant =
        new Variant(
            format != OracleFormat.FLA_HGRN2,
            scaled,
            format.defaultEps(),
            format == OracleFormat.TNL_V1 ? "swish" : "silu",
            defaultLrpe(format, layers),
            10000,
            false,
            false,
            StorageType.F32);
    return new OracleSpec(
        name, format, shape, new Input(2, 33, 1), variant, new Scale(1, embedding, 0.7, 1));
  }

  private static List<Integer> defaultLrpe(OracleFormat format, int layers) {
    List<Integer> flags = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      boolean cosine = format == OracleFormat.COSFORMER2 || (format.tnl() && layer == 0);
      flags.add(cosine ? 1 : 0);
    }
    return List.copyOf(flags);
  }

  public OracleSpec input(int batch, int length, long seed) {
    return new OracleSpec(name, format, shape, new Input(batch, length, seed), variant, scale);
  }

  public OracleSpec shape(Shape other) {
    return new OracleSpec(name, format, other, input, variant, scale);
  }

  public OracleSpec variant(Variant other) {
    return new OracleSpec(name, format, shape, input, other, scale);
  }

  public OracleSpec scale(Scale other) {
    return new OracleSpec(name, format, shape, input, variant, other);
  }
}
