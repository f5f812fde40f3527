package org.isoline.corpus;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is done to documents between reading and tokenization, in this order: limits and U+0000
 * while reading, normalization, rules, exact duplicates, near-duplicates. Duplicates are looked for
 * over all sources; the first of each in the order of the corpus stays.
 *
 * @param nfc whether text is brought to Unicode normalization form C
 * @param nul what is done about U+0000
 * @param maxDocumentBytes the most bytes of a row of a file or a document
 * @param onTooLong what is done about longer ones
 * @param rules bounds on documents; those that break one are left out
 * @param exactDuplicates whether a document equal to an earlier one, character for character after
 *     normalization, is left out
 * @param nearDuplicates how documents nearly equal to an earlier one are found and left out; empty
 *     leaves them in
 */
public record CleaningSpec(
    boolean nfc,
    NulText nul,
    int maxDocumentBytes,
    LongText onTooLong,
    Map<Rule, Double> rules,
    boolean exactDuplicates,
    @JsonSerialize(converter = OptionalNear.ToNullable.class)
        @JsonDeserialize(converter = OptionalNear.FromNullable.class)
        Optional<NearDuplicates> nearDuplicates) {
  /** Least legal {@link #maxDocumentBytes()}. */
  public static final int LEAST_DOCUMENT_BYTES = TextPolicy.LEAST_BYTES;

  /** Most legal {@link #maxDocumentBytes()}. */
  public static final int MOST_DOCUMENT_BYTES = TextPolicy.MOST_BYTES;

  /** Text stays as it is; exact duplicates go; U+0000 and rows above 64 MiB stop. */
  public static final CleaningSpec DEFAULT =
      new CleaningSpec(
          false,
          NulText.STOP,
          TextPolicy.DEFAULT_BYTES,
          LongText.STOP,
          Map.of(),
          true,
          Optional.empty());

  /**
   * Checks every component.
   *
   * @throws CorpusException if one is out of range
   */
  public CleaningSpec {
    nul = nul == null ? NulText.STOP : nul;
    onTooLong = onTooLong == null ? LongText.STOP : onTooLong;
    nearDuplicates = nearDuplicates == null ? Optional.empty() : nearDuplicates;
    rules = ordered(rules == null ? Map.of() : rules);
    rules.forEach(CleaningSpec::requireBound);
    if (maxDocumentBytes < TextPolicy.LEAST_BYTES || maxDocumentBytes > TextPolicy.MOST_BYTES) {
      throw new CorpusException(
          "maxDocumentBytes: %d; legal: %d to %d"
              .formatted(maxDocumentBytes, TextPolicy.LEAST_BYTES, TextPolicy.MOST_BYTES));
    }
  }

  TextPolicy policy(InvalidText onInvalid) {
    return new TextPolicy(onInvalid, nul, onTooLong, maxDocumentBytes);
  }

  private static Map<Rule, Double> ordered(Map<Rule, Double> rules) {
    Map<Rule, Double> ordered = new EnumMap<>(Rule.class);
    ordered.putAll(rules);
    return Collections.unmodifiableMap(ordered);
  }

  private static void requireBound(Rule rule, Double bound) {
    if (bound == null || !rule.legal(bound)) {
      throw new CorpusException(
          "rules: %s = %s; legal: %s"
              .formatted(rule, bound, rule.range() == Rule.Range.SHARE ? "0 to 1" : "0 or more"));
    }
  }
}
