package org.isoline.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.isoline.settings.Fields;
import org.isoline.settings.Key;
import org.isoline.settings.Node;
import org.isoline.settings.ValueType;
import org.isoline.settings.Words;
import org.isoline.study.CorpusSection.InvalidUtf8;

/** The corpus section of a study file. */
final class CorpusFormat {
  private static final Key<Node> SOURCES =
      Key.required(
          "sources",
          ValueType.nested("a list of sources, each with maven, text, jsonl, parquet or csv"),
          "where documents come from; may be empty only where the tokenizer is external");
  private static final Key<Node> TOKENIZER =
      Key.required(
          "tokenizer", ValueType.nested("a mapping with kind"), "how text becomes token ids");
  private static final Key<Double> VALIDATION_FRACTION =
      Key.defaulted(
          "validation_fraction",
          ValueType.above(0, 0.5),
          0.02,
          "0.02",
          "share of documents held out from training");
  private static final Key<Long> SPLIT_SEED =
      Key.defaulted(
          "split_seed",
          ValueType.count(0, Seeds.MOST),
          0L,
          "0",
          "decides which documents are held out, and which a mixture takes");
  private static final Key<InvalidUtf8> INVALID_UTF8 =
      Key.defaulted(
          "invalid_utf8",
          ValueType.choice(Words.of(InvalidUtf8.values())),
          InvalidUtf8.STOP,
          "stop",
          "what happens to bytes that are not UTF-8: replace them by U+FFFD, skip the document, or"
              + " stop");
  private static final Key<Node> CLEANING =
      Key.optional(
          "cleaning",
          ValueType.nested("a mapping"),
          "what is done to documents before they become tokens");
  static final List<Key<?>> KEYS =
      List.of(SOURCES, TOKENIZER, VALIDATION_FRACTION, SPLIT_SEED, INVALID_UTF8, CLEANING);

  private CorpusFormat() {}

  static CorpusSection read(Fields fields) {
    TokenizerSection tokenizer =
        TokenizerFormat.read(fields.section(TOKENIZER, TokenizerFormat.KEYS));
    List<Node> items =
        fields.items(SOURCES, tokenizer instanceof TokenizerSection.External ? 0 : 1);
    List<SourceSection> sources =
        IntStream.range(0, items.size())
            .mapToObj(
                i -> SourceFormat.read(fields.item(SOURCES, i, items.get(i), SourceFormat.KEYS)))
            .toList();
    requireAllOrNoWeights(fields, sources);
    return new CorpusSection(
        sources,
        tokenizer,
        fields.get(VALIDATION_FRACTION),
        fields.get(SPLIT_SEED),
        fields.get(INVALID_UTF8),
        CleaningFormat.read(fields.section(CLEANING, CleaningFormat.KEYS)));
  }

  static Map<String, Object> write(CorpusSection corpus) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(SOURCES.name(), corpus.sources().stream().map(SourceFormat::write).toList());
    map.put(TOKENIZER.name(), TokenizerFormat.write(corpus.tokenizer()));
    map.put(VALIDATION_FRACTION.name(), corpus.validationFraction());
    map.put(SPLIT_SEED.name(), corpus.splitSeed());
    map.put(INVALID_UTF8.name(), Words.word(corpus.invalidUtf8()));
    map.put(CLEANING.name(), CleaningFormat.write(corpus.cleaning()));
    return map;
  }

  private static void requireAllOrNoWeights(Fields fields, List<SourceSection> sources) {
    long weighted = sources.stream().filter(source -> source.weight().isPresent()).count();
    if (weighted > 0 && weighted < sources.size()) {
      throw fields.failure(
          ".sources: %d of %d have a weight; give every source one, or none"
              .formatted(weighted, sources.size()));
    }
  }
}
