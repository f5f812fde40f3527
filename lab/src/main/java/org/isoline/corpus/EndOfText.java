package org.isoline.corpus;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Which special token of other people's tokenizers ends a text. */
final class EndOfText {
  /** Names by which they are known, the usual ones first. */
  private static final List<String> NAMES =
      List.of(
          Tokenizer.END_OF_TEXT,
          "</s>",
          "<|end_of_text|>",
          "<eos>",
          "<|eos|>",
          "<｜end▁of▁sentence｜>",
          "<|im_end|>",
          "[EOS]",
          "[SEP]");

  private EndOfText() {}

  static Optional<String> among(Collection<String> special) {
    return NAMES.stream().filter(special::contains).findFirst();
  }

  static CorpusException unknown(String tokenizer, Collection<String> special) {
    return new CorpusException(
        "%s: no end-of-text token is known; its special tokens are %s; name the one that ends a text with end_of_text"
            .formatted(tokenizer, special));
  }
}
