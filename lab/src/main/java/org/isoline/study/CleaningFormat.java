package org.isoline.study;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.isoline.corpus.CleaningSpec;
import org.isoline.corpus.LongText;
import org.isoline.corpus.NearDuplicates;
import org.isoline.corpus.NulText;
import org.isoline.corpus.Rule;
import org.isoline.settings.Fields;
import org.isoline.settings.Key;
import org.isoline.settings.Node;
import org.isoline.settings.ValueType;
import org.isoline.settings.Words;

/** What is done to documents, in the corpus section of a study file. */
final class CleaningFormat {
  private static final CleaningSpec DEFAULT = CleaningSpec.DEFAULT;
  private static final NearDuplicates NEAR = NearDuplicates.DEFAULT;

  private static final Key<Boolean> NFC =
      Key.defaulted(
          "nfc",
          ValueType.choice(Words.truth()),
          DEFAULT.nfc(),
          "false",
          "bring text to Unicode normalization form C");
  private static final Key<NulText> NUL =
      Key.defaulted(
          "nul",
          ValueType.choice(Words.of(NulText.values())),
          DEFAULT.nul(),
          "stop",
          "what happens to a document with the character U+0000: keep it, strip the character, skip"
              + " the document, or stop");
  private static final Key<Integer> MAX_DOCUMENT_BYTES =
      Key.defaulted(
          "max_document_bytes",
          ValueType.integer(CleaningSpec.LEAST_DOCUMENT_BYTES, CleaningSpec.MOST_DOCUMENT_BYTES),
          DEFAULT.maxDocumentBytes(),
          "67,108,864",
          "most bytes of a line, a row or an unsplit text file; it bounds the memory of reading");
  private static final Key<LongText> ON_TOO_LONG =
      Key.defaulted(
          "on_too_long",
          ValueType.choice(Words.of(LongText.values())),
          DEFAULT.onTooLong(),
          "stop",
          "what happens to longer ones: skip them without holding them in memory, or stop");
  private static final Key<Node> RULES =
      Key.optional(
          "rules",
          ValueType.nested("a mapping of bounds"),
          "bounds on documents; those beyond one are left out");
  private static final Key<Boolean> EXACT_DUPLICATES =
      Key.defaulted(
          "exact_duplicates",
          ValueType.choice(Words.truth()),
          DEFAULT.exactDuplicates(),
          "true",
          "leave out documents equal to an earlier one of any source");
  private static final Key<Node> NEAR_DUPLICATES =
      Key.optional(
          "near_duplicates",
          ValueType.nested("a mapping, {} for the defaults"),
          "leave out documents nearly equal to an earlier one (MinHash), if present");
  static final List<Key<?>> KEYS =
      List.of(NFC, NUL, MAX_DOCUMENT_BYTES, ON_TOO_LONG, RULES, EXACT_DUPLICATES, NEAR_DUPLICATES);

  private static final Map<Rule, Key<Double>> RULE_BY_KEY = rules();
  static final List<Key<?>> RULE_KEYS = new ArrayList<>(RULE_BY_KEY.values());

  private static final Key<Integer> SHINGLE_WORDS =
      Key.defaulted(
          "shingle_words",
          ValueType.integer(1, 50),
          NEAR.shingleWords(),
          "5",
          "documents are compared as sets of this many words in a row");
  private static final Key<Integer> BANDS =
      Key.defaulted(
          "bands",
          ValueType.integer(1, 256),
          NEAR.bands(),
          "14",
          "bands of a signature; pairs with an equal band are compared");
  private static final Key<Integer> ROWS =
      Key.defaulted("rows", ValueType.integer(1, 64), NEAR.rows(), "8", "hash functions of a band");
  private static final Key<Double> THRESHOLD =
      Key.defaulted(
          "threshold",
          ValueType.above(0, 1),
          NEAR.threshold(),
          "0.75",
          "least estimated Jaccard similarity of near-duplicates");
  private static final Key<Long> SEED =
      Key.defaulted(
          "seed", ValueType.count(0, Seeds.MOST), NEAR.seed(), "0", "draws the hash functions");
  static final List<Key<?>> NEAR_KEYS = List.of(SHINGLE_WORDS, BANDS, ROWS, THRESHOLD, SEED);

  private CleaningFormat() {}

  static CleaningSpec read(Fields fields) {
    Map<Rule, Double> rules = new EnumMap<>(Rule.class);
    Fields bounds = fields.section(RULES, RULE_KEYS);
    RULE_BY_KEY.forEach((rule, key) -> bounds.find(key).ifPresent(b -> rules.put(rule, b)));
    return new CleaningSpec(
        fields.get(NFC),
        fields.get(NUL),
        fields.get(MAX_DOCUMENT_BYTES),
        fields.get(ON_TOO_LONG),
        rules,
        fields.get(EXACT_DUPLICATES),
        fields.has(NEAR_DUPLICATES)
            ? Optional.of(near(fields.section(NEAR_DUPLICATES, NEAR_KEYS)))
            : Optional.empty());
  }

  static Map<String, Object> write(CleaningSpec cleaning) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(NFC.name(), cleaning.nfc());
    map.put(NUL.name(), Words.word(cleaning.nul()));
    map.put(MAX_DOCUMENT_BYTES.name(), cleaning.maxDocumentBytes());
    map.put(ON_TOO_LONG.name(), Words.word(cleaning.onTooLong()));
    if (!cleaning.rules().isEmpty()) {
      Map<String, Object> bounds = new LinkedHashMap<>();
      cleaning.rules().forEach((rule, bound) -> bounds.put(Words.word(rule), bound));
      map.put(RULES.name(), bounds);
    }
    map.put(EXACT_DUPLICATES.name(), cleaning.exactDuplicates());
    cleaning.nearDuplicates().ifPresent(near -> map.put(NEAR_DUPLICATES.name(), write(near)));
    return map;
  }

  private static NearDuplicates near(Fields fields) {
    int bands = fields.get(BANDS);
    int rows = fields.get(ROWS);
    if (bands * rows > NearDuplicates.MOST_COMPONENTS) {
      throw fields.failure(
          ": bands = %d times rows = %d is above %d; lower one of them"
              .formatted(bands, rows, NearDuplicates.MOST_COMPONENTS));
    }
    return new NearDuplicates(
        fields.get(SHINGLE_WORDS), bands, rows, fields.get(THRESHOLD), fields.get(SEED));
  }

  private static Map<String, Object> write(NearDuplicates near) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(SHINGLE_WORDS.name(), near.shingleWords());
    map.put(BANDS.name(), near.bands());
    map.put(ROWS.name(), near.rows());
    map.put(THRESHOLD.name(), near.threshold());
    map.put(SEED.name(), near.seed());
    return map;
  }

  private static Map<Rule, Key<Double>> rules() {
    Map<Rule, Key<Double>> keys = new EnumMap<>(Rule.class);
    for (Rule rule : Rule.values()) {
      keys.put(
          rule,
          Key.optional(
              Words.word(rule),
              ValueType.between(0, rule.range() == Rule.Range.SHARE ? 1 : 1e12),
              rule.description()));
    }
    return keys;
  }
}
