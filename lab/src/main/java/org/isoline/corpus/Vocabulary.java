package org.isoline.corpus;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What ids stand for, and the hash over it. */
final class Vocabulary {
  static final int BYTES = 256;

  /**
   * Two adjacent ids that become one.
   *
   * @param left first id
   * @param right second id
   */
  record Merge(int left, int right) {
    long key() {
      return key(left, right);
    }

    static long key(int left, int right) {
      return (long) left << Integer.SIZE | right;
    }
  }

  private Vocabulary() {}

  /**
   * The bytes of every id but the last: ids 0 to 255 are the bytes themselves, 256 + k is what
   * merge k makes. The last id, behind these, is the end-of-text token.
   */
  static List<byte[]> withMerges(List<Merge> merges) {
    List<byte[]> tokens = new ArrayList<>(BYTES + merges.size());
    for (int b = 0; b < BYTES; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    for (Merge merge : merges) {
      tokens.add(concatenate(tokens.get(merge.left()), tokens.get(merge.right())));
    }
    return tokens;
  }

  static byte[] concatenate(byte[] left, byte[] right) {
    byte[] both = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, both, left.length, right.length);
    return both;
  }

  static void check(int id, int size) {
    if (id < 0 || id >= size) {
      throw new CorpusException(
          "token id %d: legal: 0 to %d; the ids come from another tokenizer"
              .formatted(id, size - 1));
    }
  }

  /** SHA-256 over the splitting rule, the bytes of every token and the merges in order. */
  static String hash(String splitting, List<byte[]> tokens, List<Merge> merges, int endOfText) {
    MessageDigest digest = Sha256.digest();
    try (DataOutputStream out =
        new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
      out.writeUTF(splitting);
      out.writeInt(endOfText);
      out.writeInt(tokens.size());
      for (byte[] token : tokens) {
        out.writeInt(token.length);
        out.write(token);
      }
      out.writeInt(merges.size());
      for (Merge merge : merges) {
        out.writeInt(merge.left());
        out.writeInt(merge.right());
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return Sha256.hex(digest);
  }
}
