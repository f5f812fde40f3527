package org.isoline.corpus;

import java.util.List;

/**
 * Everything that determines a prepared corpus: the same specification over the same texts gives
 * the same files, byte for byte.
 *
 * @param sources where the texts come from, in the order in which they are laid out; at least one
 * @param tokenizer how text becomes tokens
 * @param validationFraction expected share of the documents held out for validation, in (0, 1)
 * @param splitSeed seed of the hash that decides which documents are held out
 * @param onInvalidUtf8 what to do with malformed text
 * @param mixture shares of the sources; {@link Mixture#WHOLE} if missing
 * @param cleaning what is done to documents; {@link CleaningSpec#DEFAULT} if missing
 */
public record CorpusSpec(
    List<Source> sources,
    TokenizerSpec tokenizer,
    double validationFraction,
    long splitSeed,
    InvalidText onInvalidUtf8,
    Mixture mixture,
    CleaningSpec cleaning) {
  /**
   * Checks every component.
   *
   * @throws CorpusException if one is missing or out of range
   */
  public CorpusSpec {
    if (sources == null || sources.isEmpty()) {
      throw new CorpusException(
          "sources: there are none; name at least one (maven, text, jsonl, parquet, csv)");
    }
    sources = List.copyOf(sources);
    if (tokenizer == null) {
      throw new CorpusException("tokenizer: missing; legal: kind bytes, or kind bpe with a size");
    }
    if (!(validationFraction > 0 && validationFraction < 1)) {
      throw new CorpusException(
          "validationFraction: %s; legal: above 0 and below 1, for example 0.01"
              .formatted(validationFraction));
    }
    if (onInvalidUtf8 == null) {
      throw new CorpusException("onInvalidUtf8: missing; legal: replace, skip, stop");
    }
    mixture = mixture == null ? Mixture.WHOLE : mixture;
    cleaning = cleaning == null ? CleaningSpec.DEFAULT : cleaning;
    if (!mixture.weights().isEmpty() && mixture.weights().size() != sources.size()) {
      throw new CorpusException(
          "mixture: %d weights for %d sources; give every source a weight, or none"
              .formatted(mixture.weights().size(), sources.size()));
    }
  }

  /** Every source whole, cleaned as usual. */
  public CorpusSpec(
      List<Source> sources,
      TokenizerSpec tokenizer,
      double validationFraction,
      long splitSeed,
      InvalidText onInvalidUtf8) {
    this(
        sources,
        tokenizer,
        validationFraction,
        splitSeed,
        onInvalidUtf8,
        Mixture.WHOLE,
        CleaningSpec.DEFAULT);
  }
}
