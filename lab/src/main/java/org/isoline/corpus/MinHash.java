package org.isoline.corpus;

import java.util.Arrays;

/**
 * Signatures whose components agree as often as the shingle sets of two texts overlap: component k
 * is the least value over all shingles of h<sub>k</sub>(x) = m(a<sub>k</sub> x + b<sub>k</sub>) in
 * 32-bit arithmetic, a<sub>k</sub> odd and both drawn from the seed, m one round of mixing, since
 * the low bits of a product know nothing of the high ones of x.
 */
final class MinHash {
  private static final int MIX = 0x85EBCA6B;

  private final NearDuplicates settings;
  private final int[] factors;
  private final int[] shifts;

  MinHash(NearDuplicates settings) {
    this.settings = settings;
    SplitMix64 random = new SplitMix64(settings.seed());
    factors = new int[settings.components()];
    shifts = new int[settings.components()];
    for (int k = 0; k < factors.length; k++) {
      factors[k] = (int) (random.next() >>> Integer.SIZE) | 1;
      shifts[k] = (int) (random.next() >>> Integer.SIZE);
    }
  }

  /** The signature; empty if the text has no word. Any thread may ask. */
  int[] signature(String text) {
    int[] shingles = Shingles.of(text, settings.shingleWords());
    if (shingles.length == 0) {
      return shingles;
    }
    int[] least = new int[factors.length];
    Arrays.fill(least, Integer.MAX_VALUE);
    for (int x : shingles) {
      for (int k = 0; k < least.length; k++) {
        int h = x * factors[k] + shifts[k];
        h = (h ^ (h >>> 15)) * MIX;
        least[k] = Math.min(least[k], h ^ (h >>> 13));
      }
    }
    return least;
  }

  /** A hash of a band of a signature and of its number. */
  long band(int[] signature, int band) {
    long hash = SplitMix64.mix(settings.seed() + band + 1);
    for (int i = band * settings.rows(); i < (band + 1) * settings.rows(); i++) {
      hash = SplitMix64.mix(hash ^ signature[i]);
    }
    return hash;
  }

  /** The share of equal components, an estimate of the Jaccard similarity. */
  static double similarity(int[] one, int[] other) {
    int equal = 0;
    for (int k = 0; k < one.length; k++) {
      equal += one[k] == other[k] ? 1 : 0;
    }
    return (double) equal / one.length;
  }
}
