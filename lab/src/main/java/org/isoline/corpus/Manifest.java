package org.isoline.corpus;

import java.util.List;
import java.util.Map;

/**
 * What {@code manifest.json} says about a prepared corpus. It is written last; a folder without one
 * is incomplete.
 *
 * @param formatVersion version of the files of the folder
 * @param fingerprint SHA-256 of {@code inputs}: equal fingerprints, equal files
 * @param inputs everything that determines the files, part by part
 * @param order how documents are laid out
 * @param splitSeed seed of the split
 * @param validationFraction expected share of documents held out
 * @param mixture shares of the sources
 * @param cleaning what was done to documents
 * @param tokenizer the tokenizer
 * @param sources what each source gave, in order
 * @param train the training side
 * @param validation the validation side
 * @param bytesPerToken bytes of text a token of both sides, end-of-text tokens counted as tokens
 * @param files the other files of the folder by name
 */
public record Manifest(
    int formatVersion,
    String fingerprint,
    Map<String, String> inputs,
    String order,
    long splitSeed,
    double validationFraction,
    Mixture mixture,
    CleaningSpec cleaning,
    TokenizerEntry tokenizer,
    List<SourceEntry> sources,
    SideEntry train,
    SideEntry validation,
    double bytesPerToken,
    Map<String, FileEntry> files) {
  static final int FORMAT_VERSION = 2;

  /** The order of documents; what is changed here changes {@link Inputs} too. */
  static final String ORDER =
      "sources as listed; in a source files by name, in a file as they stand; in an artefact by id";

  /**
   * The tokenizer of the corpus.
   *
   * @param kind which kind it is
   * @param vocabulary number of ids
   * @param hash its {@link Tokenizer#hash()}
   */
  public record TokenizerEntry(TokenizerSpec.Kind kind, int vocabulary, String hash) {}

  /**
   * What a source gave.
   *
   * @param label its {@link Source#label()}
   * @param read documents before anything but unreadable ones was dropped
   * @param dropped what was left out, by reason; unreadable documents count no bytes
   * @param train what went to the training side
   * @param validation what went to the validation side
   * @param invalid documents that were malformed: replaced in part or skipped, as the specification
   *     says
   * @param nul documents with U+0000: stripped of it or skipped, as the specification says
   */
  public record SourceEntry(
      String label,
      Count read,
      Map<String, Count> dropped,
      Count train,
      Count validation,
      long invalid,
      long nul) {}

  /**
   * One side of the split.
   *
   * @param documents number of documents
   * @param bytes their bytes of UTF-8
   * @param tokens their tokens, end-of-text tokens included
   * @param idsUsed how many different ids occur
   */
  public record SideEntry(long documents, long bytes, long tokens, int idsUsed) {}

  /**
   * A file of the folder.
   *
   * @param bytes its size
   * @param sha256 of its content
   */
  public record FileEntry(long bytes, String sha256) {}

  /** What was left out of all sources, by reason. */
  public Map<String, Count> dropped() {
    return sources.stream().map(SourceEntry::dropped).reduce(Map.of(), Count::plus);
  }

  /** What all sources gave before anything was dropped. */
  public Count read() {
    return sources.stream().map(SourceEntry::read).reduce(Count.NONE, Count::plus);
  }
}
