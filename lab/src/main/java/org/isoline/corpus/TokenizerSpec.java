package org.isoline.corpus;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Which tokenizer a corpus gets.
 *
 * @param kind bytes, or byte-level BPE trained on the training side
 * @param vocabulary number of ids including the end-of-text token: 257 for bytes (0 is read as "not
 *     given" and becomes 257), 258 to 1,000,000 for BPE
 */
public record TokenizerSpec(Kind kind, int vocabulary) {
  /** The tokenizers there are. */
  public enum Kind {
    /** One token a byte of UTF-8. */
    @JsonProperty("bytes")
    BYTES,
    /** Byte-level byte-pair encoding. */
    @JsonProperty("bpe")
    BPE
  }

  private static final int LARGEST = 1_000_000;

  /**
   * Checks the size against the kind.
   *
   * @throws CorpusException if they do not fit
   */
  public TokenizerSpec {
    if (kind == null) {
      throw new CorpusException("tokenizer.kind: missing; legal: bytes, bpe");
    }
    if (kind == Kind.BYTES && vocabulary == 0) {
      vocabulary = ByteTokenizer.VOCABULARY;
    }
    if (kind == Kind.BYTES && vocabulary != ByteTokenizer.VOCABULARY) {
      throw new CorpusException(
          "tokenizer.vocabulary: %d with kind bytes; it is always %d, so leave it out"
              .formatted(vocabulary, ByteTokenizer.VOCABULARY));
    }
    if (kind == Kind.BPE && (vocabulary <= ByteTokenizer.VOCABULARY || vocabulary > LARGEST)) {
      throw new CorpusException(
          "tokenizer.vocabulary: %d with kind bpe; legal: %d to %d (256 bytes, the end-of-text token, and one for each merge)"
              .formatted(vocabulary, ByteTokenizer.VOCABULARY + 1, LARGEST));
    }
  }

  /** One token a byte. */
  public static TokenizerSpec bytes() {
    return new TokenizerSpec(Kind.BYTES, ByteTokenizer.VOCABULARY);
  }

  /** Byte-level BPE with that many ids. */
  public static TokenizerSpec bpe(int vocabulary) {
    return new TokenizerSpec(Kind.BPE, vocabulary);
  }
}
