package org.isoline.corpus;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * The first 128 bits of a SHA-256 of a text: among 10<sup>12</sup> texts two different ones share
 * it with probability below 2 · 10<sup>-15</sup>.
 *
 * @param high the first eight bytes, big-endian
 * @param low the next eight
 */
record TextHash(long high, long low) {
  /** Of the UTF-8 alone. */
  static TextHash of(byte[] utf8) {
    return of(Sha256.digest(), utf8);
  }

  /** Of a seed, as eight bytes, big-endian, and the UTF-8 behind it. */
  static TextHash of(long seed, byte[] utf8) {
    MessageDigest digest = Sha256.digest();
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, seed));
    return of(digest, utf8);
  }

  private static TextHash of(MessageDigest digest, byte[] utf8) {
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(utf8));
    return new TextHash(hash.getLong(), hash.getLong());
  }
}
