package org.isoline.study;

/**
 * Seeds of a cell. They depend on the study's seed and the replicate alone, not on architecture or
 * size, so that all cells of a replicate see the same data in the same order.
 */
final class Seeds {
  /** Largest seed: the whole numbers up to it are exact in JSON readers that use doubles. */
  static final long MOST = (1L << 53) - 1;

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Seeds() {}

  /** Seed of the initial weights. */
  static long initial(long study, long replicate) {
    return mix(study, replicate, 1);
  }

  /** Seed of the order of training data. */
  static long data(long study, long replicate) {
    return mix(study, replicate, 2);
  }

  /** Seed of test examples, which all replicates share. */
  static long test(long study) {
    return mix(study, 0, 3);
  }

  private static long mix(long study, long replicate, long purpose) {
    return finish(finish(finish(study + GOLDEN) ^ (replicate + GOLDEN)) ^ (purpose * GOLDEN))
        & MOST;
  }

  /** The output function of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long finish(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
