package org.isoline.study;

/** How text becomes token ids. */
public sealed interface TokenizerSection {

  /** V, number of token ids. */
  int vocabulary();

  /** One id a byte, and one that ends a document. */
  record Bytes() implements TokenizerSection {
    @Override
    public int vocabulary() {
      return 257;
    }
  }

  /**
   * Byte-level byte-pair encoding, trained on the corpus.
   *
   * @param vocabulary V, the end of a document included
   */
  record Bpe(int vocabulary) implements TokenizerSection {}

  /**
   * A tokenizer that this program does not have: the study can be planned, not prepared.
   *
   * @param vocabulary V
   */
  record External(int vocabulary) implements TokenizerSection {}
}
