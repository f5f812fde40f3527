package org.isoline.corpus;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Holds documents out for validation by a hash of their text, so that a document stays on its side
 * whatever is added around it, and exact duplicates are on the same side.
 *
 * @param fraction share held out
 * @param seed of the hash
 */
record Split(double fraction, long seed) {
  private static final int UNUSED_BITS = Long.SIZE - 53;

  /**
   * Whether the first eight bytes of SHA-256(seed, text), both big-endian, as a fraction of 2^64
   * (rounded down to the 53 bits of a double) are below the fraction held out.
   */
  boolean validation(byte[] text) {
    MessageDigest digest = Sha256.digest();
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, seed));
    long hash = ByteBuffer.wrap(digest.digest(text)).getLong();
    return (hash >>> UNUSED_BITS) * 0x1.0p-53 < fraction;
  }
}
