package org.isoline.corpus;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Text to token ids and back. Tokenizers that are {@link #byteExact} work on UTF-8 bytes, so every
 * text round-trips: {@code decode(encode(text))} is {@code text} for every well-formed string (half
 * a surrogate pair has no UTF-8 and becomes U+FFFD).
 *
 * <p>Special tokens are never made from text: the letters {@code <|endoftext|>} are encoded like
 * any other letters. Instances may be used from several threads.
 */
public sealed interface Tokenizer
    permits ByteTokenizer, BytePairTokenizer, ScoredTokenizer, ForeignTokenizer {
  /** The end-of-text token's name in files. */
  String END_OF_TEXT = "<|endoftext|>";

  /** A name for people, with the kind and the size. */
  String name();

  /** Number of ids; they are 0 to this minus one. A few of them may stand for nothing. */
  int vocabularySize();

  /** SHA-256 of everything that determines the ids, so that shards can say which ones they hold. */
  String hash();

  /** Names and ids of the tokens that no text becomes. */
  Map<String, Integer> specialTokens();

  /**
   * Whether every well-formed text comes back as it was. A tokenizer of other people that changes
   * the text first (letter case, accents, white space), or has no token for some characters, is
   * not: what it loses is lost to every model trained with it.
   */
  boolean byteExact();

  /**
   * Id of the token that ends every document.
   *
   * @throws CorpusException if a file of other people does not say which one that is
   */
  int endOfText();

  /**
   * Appends the ids of a text, without an end-of-text token.
   *
   * @param text UTF-8; bytes that are none are encoded as they are by tokenizers over bytes, and
   *     become U+FFFD in others
   * @param from first byte
   * @param to behind the last byte
   * @param out takes the ids
   */
  void encode(byte[] text, int from, int to, IntList out);

  /** The ids of a text in UTF-8, without an end-of-text token. */
  default int[] encode(byte[] text) {
    IntList ids = new IntList(text.length / 3 + 8);
    encode(text, 0, text.length, ids);
    return ids.toArray();
  }

  /** The ids of the text, without an end-of-text token. */
  default int[] encode(String text) {
    return encode(Utf8.bytes(text));
  }

  /**
   * The bytes that the ids stand for; special tokens stand for none.
   *
   * @throws CorpusException if an id is not in the vocabulary
   */
  byte[] decodeBytes(int[] ids);

  /**
   * The text of the ids; U+FFFD stands where a sequence of ids cuts a character.
   *
   * @throws CorpusException if an id is not in the vocabulary
   */
  default String decode(int[] ids) {
    return new String(decodeBytes(ids), StandardCharsets.UTF_8);
  }
}
