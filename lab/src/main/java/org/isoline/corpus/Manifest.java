package org.isoline.corpus;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code manifest.json} says about a prepared corpus. It is written last; a folder without one
 * is incomplete.
 *
 * @param formatVersion version of the files of the folder
 * @param fingerprint SHA-256 of {@code inputs}: equal fingerprints, equal files
 * @param inputs everything that determines the files, part by part
 * @param splitSeed seed of the split
 * @param validationFraction expected share of documents held out
 * @param tokenizer the tokenizer
 * @param sources what each source gave, in order
 * @param train the training side
 * @param validation the validation side
 * @param bytesPerToken bytes of text a token of both sides, end-of-text tokens counted as tokens
 */
public record Manifest(
    int formatVersion,
    String fingerprint,
    Map<String, String> inputs,
    long splitSeed,
    double validationFraction,
    TokenizerEntry tokenizer,
    List<SourceEntry> sources,
    SideEntry train,
    SideEntry validation,
    double bytesPerToken) {
  static final int FORMAT_VERSION = 1;

  /**
   * The tokenizer of the corpus.
   *
   * @param kind bytes or bpe
   * @param vocabulary number of ids
   * @param hash its {@link Tokenizer#hash()}
   */
  public record TokenizerEntry(TokenizerSpec.Kind kind, int vocabulary, String hash) {}

  /**
   * What a source gave.
   *
   * @param label its {@link Source#label()}
   * @param documents documents kept
   * @param bytes their bytes of UTF-8
   * @param invalid documents that were malformed: replaced in part or skipped, as the specification
   *     says
   * @param empty documents without a character, left out
   * @param nul documents with U+0000: stripped of it or left out, as the specification says
   * @param dropped documents left out by cleaning and by the mixture, for each reason; a reason
   *     that never applied is not there
   */
  public record SourceEntry(
      String label,
      long documents,
      long bytes,
      long invalid,
      long empty,
      long nul,
      Map<String, Long> dropped) {
    /** Keeps the order of the reasons; none if missing. */
    public SourceEntry {
      dropped = dropped == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(dropped));
    }
  }

  /**
   * One side of the split.
   *
   * @param documents number of documents
   * @param bytes their bytes of UTF-8
   * @param tokens their tokens, end-of-text tokens included
   */
  public record SideEntry(long documents, long bytes, long tokens) {}
}
