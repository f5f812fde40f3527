package org.isoline.corpus;

import java.util.Arrays;
import java.util.List;

/** One token a byte of UTF-8: ids 0 to 255 are the bytes, 256 ends a text. */
public final class ByteTokenizer implements Tokenizer {
  /** 256 bytes and the end-of-text token. */
  public static final int VOCABULARY = 257;

  private static final int BYTE_MASK = 0xFF;

  private final String hash =
      Vocabulary.hash("bytes", Vocabulary.withMerges(List.of()), List.of(), VOCABULARY - 1);

  @Override
  public String name() {
    return "bytes";
  }

  @Override
  public int vocabularySize() {
    return VOCABULARY;
  }

  @Override
  public String hash() {
    return hash;
  }

  @Override
  public int endOfText() {
    return VOCABULARY - 1;
  }

  @Override
  public int[] encode(String text) {
    byte[] bytes = Utf8.bytes(text);
    int[] ids = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      ids[i] = bytes[i] & BYTE_MASK;
    }
    return ids;
  }

  @Override
  public byte[] decodeBytes(int[] ids) {
    byte[] bytes = new byte[ids.length];
    int length = 0;
    for (int id : ids) {
      Vocabulary.check(id, VOCABULARY);
      if (id != endOfText()) {
        bytes[length++] = (byte) id;
      }
    }
    return Arrays.copyOf(bytes, length);
  }
}
