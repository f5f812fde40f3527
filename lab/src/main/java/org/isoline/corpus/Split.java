package org.isoline.corpus;

/**
 * Holds documents out for validation by a hash of their text, so that a document stays on its side
 * whatever is added around it, and exact duplicates are on the same side.
 *
 * @param fraction share held out
 * @param seed of the hash
 */
record Split(double fraction, long seed) {
  private static final int UNUSED_BITS = Long.SIZE - 53;

  /** Whether a text is held out. */
  boolean validation(byte[] text) {
    return validation(TextHash.of(seed, text));
  }

  /**
   * Whether the first eight bytes of SHA-256(seed, text), both big-endian, as a fraction of 2^64
   * (rounded down to the 53 bits of a double) are below the fraction held out.
   *
   * @param hash of the text with this split's seed
   */
  boolean validation(TextHash hash) {
    return (hash.high() >>> UNUSED_BITS) * 0x1.0p-53 < fraction;
  }
}
