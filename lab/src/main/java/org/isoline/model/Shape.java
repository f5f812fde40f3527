package org.isoline.model;

/**
 * Extents of a model, by the names of arXiv 2406.16690, Table 7.
 *
 * @param layers l, number of blocks
 * @param width d, channels of the residual stream
 * @param heads H, heads of the token mixer
 * @param keyHeads heads of keys and values; fewer than H where groups of queries share them
 * @param headDim dh, channels of a head; H dh is d in the study, but need not be
 * @param gluDim g, channels of the gated linear unit
 * @param gateDim t, rank of the output gate (TNL, cosFormer2)
 * @param tpeDim e, modes of the Toeplitz positional encoding (cosFormer2)
 */
public record Shape(
    int layers,
    int width,
    int heads,
    int keyHeads,
    int headDim,
    int gluDim,
    int gateDim,
    int tpeDim) {

  /**
   * Checks the extents.
   *
   * @throws IllegalArgumentException naming the value and the legal range
   */
  public Shape {
    atLeastOne("layers", layers);
    atLeastOne("width", width);
    atLeastOne("heads", heads);
    atLeastOne("key_heads", keyHeads);
    atLeastOne("head_dim", headDim);
    atLeastOne("glu_dim", gluDim);
    atLeastOne("gate_dim", gateDim);
    atLeastOne("tpe_dim", tpeDim);
    if (heads % keyHeads != 0) {
      throw new IllegalArgumentException(
          "key_heads = %d does not divide heads = %d; every group of queries needs one key"
              .formatted(keyHeads, heads));
    }
  }

  /**
   * A shape whose heads fill the width.
   *
   * @throws IllegalArgumentException if headDim does not divide width, or an extent is below 1
   */
  public static Shape of(int layers, int width, int headDim, int gluDim, int gateDim, int tpeDim) {
    atLeastOne("width", width);
    atLeastOne("head_dim", headDim);
    if (width % headDim != 0) {
      throw new IllegalArgumentException(
          "head_dim = %d does not divide width = %d; take a divisor of %d, or a width that is a multiple of %d"
              .formatted(headDim, width, width, headDim));
    }
    int heads = width / headDim;
    return new Shape(layers, width, heads, heads, headDim, gluDim, gateDim, tpeDim);
  }

  /**
   * The study's rule for any size: g is 8d/3 rounded up to a multiple of {@code min(256, width)},
   * and t = e = dh.
   */
  public static Shape of(int layers, int width, int headDim) {
    int multiple = Math.min(256, Math.max(1, width));
    int glu = Math.ceilDiv(Math.ceilDiv(8 * width, 3), multiple) * multiple;
    return of(layers, width, headDim, glu, headDim, headDim);
  }

  /** Channels of all queries, {@code H dh}: the width inside the token mixer. */
  public int mixerWidth() {
    return heads * headDim;
  }

  /** Channels of all keys, and of all values. */
  public int keyWidth() {
    return keyHeads * headDim;
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " = " + value + ", must be at least 1");
    }
  }
}
