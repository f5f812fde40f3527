package org.isoline.model;

/**
 * Extents of a model, by the names of arXiv 2406.16690, Table 7.
 *
 * @param layers l, number of blocks
 * @param width d, channels of the residual stream
 * @param headDim dh, channels of a head; H = d / dh
 * @param gluDim g, channels of the gated linear unit
 * @param gateDim t, rank of the output gate (TNL, cosFormer2)
 * @param tpeDim e, modes of the Toeplitz positional encoding (cosFormer2)
 */
public record Shape(int layers, int width, int headDim, int gluDim, int gateDim, int tpeDim) {

  /**
   * Checks the extents.
   *
   * @throws IllegalArgumentException naming the value and the legal range
   */
  public Shape {
    atLeastOne("layers", layers);
    atLeastOne("width", width);
    atLeastOne("head_dim", headDim);
    atLeastOne("glu_dim", gluDim);
    atLeastOne("gate_dim", gateDim);
    atLeastOne("tpe_dim", tpeDim);
    if (width % headDim != 0) {
      throw new IllegalArgumentException(
          "head_dim = %d does not divide width = %d; take a divisor of %d, or a width that is a multiple of %d"
              .formatted(headDim, width, width, headDim));
    }
    if (headDim % 2 != 0) {
      throw new IllegalArgumentException(
          "head_dim = " + headDim + " is odd; rotary positions pair channels, so it must be even");
    }
  }

  /**
   * The study's rule for any size: g is 8d/3 rounded up to a multiple of {@code min(256, width)},
   * and t = e = dh.
   */
  public static Shape of(int layers, int width, int headDim) {
    int multiple = Math.min(256, Math.max(1, width));
    int glu = Math.ceilDiv(Math.ceilDiv(8 * width, 3), multiple) * multiple;
    return new Shape(layers, width, headDim, glu, headDim, headDim);
  }

  /** H, number of heads. */
  public int heads() {
    return width / headDim;
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " = " + value + ", must be at least 1");
    }
  }
}
