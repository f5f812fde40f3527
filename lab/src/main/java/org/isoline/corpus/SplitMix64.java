package org.isoline.corpus;

/**
 * The generator of Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA
 * 2014, with the constants of its reference implementation. It is written out here so that the
 * order of the data, and what is drawn from a model, depend neither on the platform nor on the
 * version of the JDK.
 */
public final class SplitMix64 {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  /** The generator of a seed. */
  public SplitMix64(long seed) {
    state = seed;
  }

  /** A generator for stream number {@code stream} of a seed, unrelated to the other streams. */
  public static SplitMix64 of(long seed, long stream) {
    return new SplitMix64(mix(mix(seed + GOLDEN_GAMMA) + stream * GOLDEN_GAMMA));
  }

  /** 64 random bits. */
  public long next() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** Uniform over the multiples of 2^-53 in [0, 1). */
  public double nextDouble() {
    return (next() >>> (Long.SIZE - 53)) * 0x1p-53;
  }

  /**
   * Uniform over 0 to {@code bound} - 1: the high half of a product, the few values that would make
   * it uneven drawn again (Lemire, ACM TOMACS 29(1), 2019).
   */
  public int below(int bound) {
    long product = (next() >>> Integer.SIZE) * bound;
    long low = product & 0xFFFFFFFFL;
    if (low < bound) {
      long uneven = (1L << Integer.SIZE) % bound;
      while (low < uneven) {
        product = (next() >>> Integer.SIZE) * bound;
        low = product & 0xFFFFFFFFL;
      }
    }
    return (int) (product >>> Integer.SIZE);
  }

  /** A uniform permutation of 0 to {@code size} - 1 (Fisher and Yates). */
  public int[] permutation(int size) {
    int[] items = new int[size];
    for (int i = 0; i < size; i++) {
      int j = below(i + 1);
      items[i] = items[j];
      items[j] = i;
    }
    return items;
  }

  /** The finalizer, a permutation of the longs. */
  static long mix(long z) {
    long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}
