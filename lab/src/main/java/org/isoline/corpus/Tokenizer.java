package org.isoline.corpus;

import java.nio.charset.StandardCharsets;

/**
 * Text to token ids and back. Both directions work on the UTF-8 bytes, so every text round-trips:
 * {@code decode(encode(text))} is {@code text} for every well-formed string (half a surrogate pair
 * has no UTF-8 and becomes U+FFFD).
 *
 * <p>Special tokens are never made from text: the letters {@code <|endoftext|>} are encoded like
 * any other letters. Instances may be used from several threads.
 */
public sealed interface Tokenizer permits ByteTokenizer, BytePairTokenizer, ScoredTokenizer {
  /** The end-of-text token's name in files. */
  String END_OF_TEXT = "<|endoftext|>";

  /** A name for people, with the kind and the size. */
  String name();

  /** Number of ids; they are 0 to this minus one. */
  int vocabularySize();

  /** SHA-256 of everything that determines the ids, so that shards can say which ones they hold. */
  String hash();

  /** Id of the token that ends every document. */
  int endOfText();

  /** The ids of the text, without an end-of-text token. */
  int[] encode(String text);

  /**
   * The bytes that the ids stand for; the end-of-text token stands for none.
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
