package org.isoline.study;

import java.util.List;
import org.isoline.corpus.CleaningSpec;

/**
 * Where the text of a study comes from and how it becomes tokens.
 *
 * @param sources read in this order
 * @param tokenizer text to token ids
 * @param validationFraction share of documents held out from training, above 0 and at most 0.5
 * @param splitSeed decides which documents are held out
 * @param invalidUtf8 what happens to bytes that are not UTF-8
 * @param cleaning what is done to documents
 */
public record CorpusSection(
    List<SourceSection> sources,
    TokenizerSection tokenizer,
    double validationFraction,
    long splitSeed,
    InvalidUtf8 invalidUtf8,
    CleaningSpec cleaning) {

  /** What happens to bytes that are not UTF-8. */
  public enum InvalidUtf8 {
    /** Each bad sequence becomes U+FFFD. */
    REPLACE,
    /** The document is left out. */
    SKIP,
    /** Preparation stops and names the place. */
    STOP
  }

  /** Copies the list. */
  public CorpusSection {
    sources = List.copyOf(sources);
  }

  /**
   * This section, if tokens can be made from it.
   *
   * @throws StudyException if it serves to plan only: an external tokenizer, or no sources
   */
  public CorpusSection requirePreparable() {
    if (tokenizer instanceof TokenizerSection.External) {
      throw new StudyException(
          "corpus.tokenizer.kind = external stands for a tokenizer that this program does not"
              + " have: such a study can be planned, not prepared. Take kind: bpe or kind: bytes"
              + " to train");
    }
    if (sources.isEmpty()) {
      throw new StudyException("corpus.sources is empty; name at least one source to prepare");
    }
    return this;
  }
}
