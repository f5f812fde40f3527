package org.isoline.study;

import java.util.List;
import java.util.Optional;
import org.isoline.corpus.TokenizerSpec;

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
   * @param vocabulary V, special tokens included
   * @param special names of special tokens besides the one that ends a document
   */
  record Bpe(int vocabulary, List<String> special) implements TokenizerSection {
    /** Copies the list. */
    public Bpe {
      special = List.copyOf(special);
    }

    /** With no special token but the end of a document. */
    public Bpe(int vocabulary) {
      this(vocabulary, List.of());
    }
  }

  /** {@code cl100k_base}, the vocabulary of GPT-4, which arXiv 2406.16690 uses. */
  record Cl100kBase() implements TokenizerSection {
    @Override
    public int vocabulary() {
      return TokenizerSpec.cl100kBase().vocabulary();
    }
  }

  /**
   * A {@code tokenizer.json} of Hugging Face's library.
   *
   * @param path relative to the working directory
   * @param endOfText name of the special token that ends a document, if the file should not decide
   * @param vocabulary V, as the file has it
   */
  record File(String path, Optional<String> endOfText, int vocabulary)
      implements TokenizerSection {}

  /**
   * A tokenizer that this program does not have: the study can be planned, not prepared.
   *
   * @param vocabulary V
   */
  record External(int vocabulary) implements TokenizerSection {}
}
