package org.isoline.corpus;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** One token a byte of UTF-8: ids 0 to 255 are the bytes, 256 ends a text. */
public final class ByteTokenizer implements Tokenizer {
  /** 256 bytes and the end-of-text token. */
  public static final int VOCABULARY = 257;

  private static final int BYTE_MASK = 0xFF;

  private final BytePairVocabulary vocabulary;
  private final String hash;

  /** The tokenizer; all are equal. */
  public ByteTokenizer() {
    BytePairVocabulary trained = BytePairVocabulary.trained(List.of(), List.of(END_OF_TEXT));
    this.vocabulary =
        new BytePairVocabulary(
            SplitPattern.NONE,
            trained.tokens(),
            List.of(),
            false,
            trained.special(),
            trained.endOfText());
    this.hash =
        Vocabulary.hash("bytes", Vocabulary.withMerges(List.of()), List.of(), VOCABULARY - 1);
  }

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
  public Map<String, Integer> specialTokens() {
    return Map.of(END_OF_TEXT, endOfText());
  }

  @Override
  public boolean byteExact() {
    return true;
  }

  @Override
  public void encode(byte[] text, int from, int to, IntList out) {
    for (int i = from; i < to; i++) {
      out.add(text[i] & BYTE_MASK);
    }
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

  /** As a byte-pair encoding without merges. */
  BytePairVocabulary vocabulary() {
    return vocabulary;
  }
}
