package org.isoline.corpus;

import java.nio.ByteBuffer;

/**
 * The first 128 bits of the SHA-256 of a text's UTF-8: among 10<sup>12</sup> texts two different
 * ones share it with probability below 2 · 10<sup>-15</sup>.
 *
 * @param high the first eight bytes, big-endian
 * @param low the next eight
 */
record TextHash(long high, long low) {
  static TextHash of(byte[] utf8) {
    ByteBuffer digest = ByteBuffer.wrap(Sha256.digest().digest(utf8));
    return new TextHash(digest.getLong(), digest.getLong());
  }
}
