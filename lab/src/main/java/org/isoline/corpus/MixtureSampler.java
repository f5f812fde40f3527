package org.isoline.corpus;

import java.util.Arrays;

/**
 * Decides which documents of each source a {@link Mixture} takes: those whose hash is below a bound
 * that is set once the bytes of all sources are known. The bytes are counted in {@value #SLOTS}
 * slots of the hash, so a share is met to within that fraction of its source, or to within a
 * document where that is more.
 */
final class MixtureSampler {
  private static final int SLOT_BITS = 16;
  private static final int SLOTS = 1 << SLOT_BITS;

  private final Mixture mixture;
  private final long[][] bytes;
  private final int[] bounds;

  MixtureSampler(Mixture mixture) {
    this.mixture = mixture;
    this.bytes = new long[mixture.weights().size()][SLOTS];
    this.bounds = new int[mixture.weights().size()];
    Arrays.fill(bounds, SLOTS);
  }

  /** Counts a document that is left after cleaning. */
  void add(int source, TextHash hash, long textBytes) {
    if (bytes.length > 0) {
      bytes[source][slot(hash)] += textBytes;
    }
  }

  /**
   * Sets the bounds; called once all documents are counted.
   *
   * <p>With B<sub>i</sub> bytes in source i and shares w<sub>i</sub>, the corpus has T = min<sub>i
   * </sub> B<sub>i</sub> / w<sub>i</sub> bytes, and source i gives T w<sub>i</sub> of them.
   */
  void resolve() {
    double scale = Double.POSITIVE_INFINITY;
    for (int i = 0; i < bytes.length; i++) {
      scale = Math.min(scale, Arrays.stream(bytes[i]).sum() / mixture.weights().get(i));
    }
    for (int i = 0; i < bytes.length; i++) {
      bounds[i] = bound(bytes[i], scale * mixture.weights().get(i));
    }
  }

  /** Whether a document stays. */
  boolean keeps(int source, TextHash hash) {
    return bytes.length == 0 || slot(hash) < bounds[source];
  }

  /** The number of slots whose bytes come nearest to a goal. */
  private static int bound(long[] slots, double goal) {
    long taken = 0;
    int i = 0;
    while (i < SLOTS && taken + slots[i] / 2.0 <= goal) {
      taken += slots[i];
      i++;
    }
    return i;
  }

  private int slot(TextHash hash) {
    return (int)
        (SplitMix64.mix(hash.low() ^ SplitMix64.mix(mixture.seed())) >>> (Long.SIZE - SLOT_BITS));
  }
}
