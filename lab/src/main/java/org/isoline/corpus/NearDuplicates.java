package org.isoline.corpus;

/**
 * How documents that are nearly the same are found: by MinHash signatures of their word shingles
 * (Broder, "On the resemblance and containment of documents", 1997), compared only where a band of
 * the signature is equal (Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", section
 * 3.4). Two documents of Jaccard similarity s share a band with probability 1 - (1 - s<sup>rows
 * </sup>)<sup>bands</sup>; a pair that does counts as the same if the share of equal components of
 * the two signatures is at least the threshold.
 *
 * @param shingleWords words of a shingle, 1 to 50
 * @param bands bands of a signature, 1 to 256
 * @param rows components of a band, 1 to 64
 * @param threshold least estimated similarity, above 0 and at most 1
 * @param seed of the hash functions
 */
public record NearDuplicates(int shingleWords, int bands, int rows, double threshold, long seed) {
  /** Most components of a signature, which takes four bytes for each. */
  public static final int MOST_COMPONENTS = 1024;

  /**
   * Shingles of 5 words, 14 bands of 8: what Penedo et al., "The FineWeb Datasets" (arXiv
   * 2406.17557), use, for pairs that are at least three quarters the same.
   */
  public static final NearDuplicates DEFAULT = new NearDuplicates(5, 14, 8, 0.75, 0);

  /**
   * Checks every component.
   *
   * @throws CorpusException if one is out of range
   */
  public NearDuplicates {
    require(shingleWords >= 1 && shingleWords <= 50, "shingleWords", shingleWords, "1 to 50");
    require(bands >= 1 && bands <= 256, "bands", bands, "1 to 256");
    require(rows >= 1 && rows <= 64, "rows", rows, "1 to 64");
    require(
        bands * rows <= MOST_COMPONENTS,
        "bands x rows",
        bands * rows,
        "at most " + MOST_COMPONENTS);
    require(threshold > 0 && threshold <= 1, "threshold", threshold, "above 0, at most 1");
  }

  /** Components of a signature. */
  int components() {
    return bands * rows;
  }

  private static void require(boolean holds, String name, Number value, String legal) {
    if (!holds) {
      throw new CorpusException("nearDuplicates: %s = %s; legal: %s".formatted(name, value, legal));
    }
  }
}
