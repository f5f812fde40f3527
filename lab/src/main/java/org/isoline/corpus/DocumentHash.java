package org.isoline.corpus;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * The first 16 bytes of SHA-256(seed, text), the seed as eight bytes, big-endian: which side of the
 * split a text is on, and whether two texts are one and the same (by chance for n texts with
 * probability n<sup>2</sup> / 2<sup>129</sup>: 10<sup>-21</sup> for a thousand million).
 *
 * @param high first eight bytes, big-endian
 * @param low the next eight
 */
record DocumentHash(long high, long low) {
  static DocumentHash of(long seed, byte[] text) {
    MessageDigest digest = Sha256.digest();
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, seed));
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(text));
    return new DocumentHash(hash.getLong(), hash.getLong());
  }
}
