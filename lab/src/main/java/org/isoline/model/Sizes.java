package org.isoline.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The published sizes of arXiv 2406.16690, by name.
 *
 * <p>The six sizes of Table 7 are {@code 70M 160M 410M 1B 3B 7B}; Table 5 adds three shapes of
 * about 1B parameters, named after their width. All have heads of 128 channels. Where the paper
 * contradicts itself, the numbers here are those that reproduce its parameter counts: Table 2
 * prints 8, 8 and 16 heads at 70M, 160M and 1B, and Table 7 prints h = 16, g = 5632 at 1B, which
 * belong to the shape 1B-2048.
 */
public final class Sizes {
  /** dh of every published size. */
  public static final int HEAD_DIM = 128;

  private static final List<String> MAIN = List.of("70M", "160M", "410M", "1B", "3B", "7B");
  private static final Map<String, Extent> EXTENTS = extents();

  private Sizes() {}

  /** The six sizes of the main grid, smallest first. */
  public static List<String> published() {
    return MAIN;
  }

  /** Every name that {@link #shape} knows: the main grid, then the other shapes of 1B. */
  public static List<String> names() {
    return List.copyOf(EXTENTS.keySet());
  }

  /**
   * Extents of a size. At 410M they differ between architectures: 26 layers for LLaMA and HGRN2, 25
   * for TNL and cosFormer2, whose gates add parameters (Table 7; Table 2 prints 26 for all).
   *
   * @throws IllegalArgumentException naming the legal names
   */
  public static Shape shape(String name, Architecture architecture) {
    Extent extent = EXTENTS.get(name);
    if (extent == null) {
      throw new IllegalArgumentException(
          "size '" + name + "' is not one of " + String.join(", ", names()));
    }
    boolean gated = architecture == Architecture.TNL || architecture == Architecture.COSFORMER2;
    int layers = gated ? extent.gatedLayers() : extent.layers();
    return Shape.of(layers, extent.width(), HEAD_DIM);
  }

  private static Map<String, Extent> extents() {
    Map<String, Extent> extents = new LinkedHashMap<>();
    extents.put("70M", new Extent(6, 6, 512));
    extents.put("160M", new Extent(12, 12, 768));
    extents.put("410M", new Extent(26, 25, 1024));
    extents.put("1B", new Extent(32, 32, 1536));
    extents.put("3B", new Extent(35, 35, 2560));
    extents.put("7B", new Extent(32, 32, 4096));
    extents.put("1B-1792", new Extent(24, 24, 1792));
    extents.put("1B-2048", new Extent(18, 18, 2048));
    extents.put("1B-3072", new Extent(8, 8, 3072));
    return Collections.unmodifiableMap(extents);
  }

  private record Extent(int layers, int gatedLayers, int width) {}
}
