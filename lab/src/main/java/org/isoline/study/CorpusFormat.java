package org.isoline.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.isoline.study.CorpusSection.InvalidUtf8;

/** The corpus section of a study file. */
final class CorpusFormat {
  private static final Key<Node> SOURCES =
      Key.required(
          "sources",
          ValueType.nested("a list of sources, each with maven, text or jsonl"),
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
          "decides which documents are held out");
  private static final Key<InvalidUtf8> INVALID_UTF8 =
      Key.defaulted(
          "invalid_utf8",
          ValueType.choice(Words.of(InvalidUtf8.values())),
          InvalidUtf8.STOP,
          "stop",
          "what happens to bytes that are not UTF-8: replace them by U+FFFD, skip the document, or"
              + " stop");
  static final List<Key<?>> KEYS =
      List.of(SOURCES, TOKENIZER, VALIDATION_FRACTION, SPLIT_SEED, INVALID_UTF8);

  private static final Key<String> MAVEN =
      Key.optional(
          "maven",
          ValueType.text(
              "Maven coordinates group:artifact:version", "[^:\\s]+:[^:\\s]+(:[^:\\s]+){1,3}"),
          "Maven coordinates of an archive that holds the text");
  private static final Key<String> SHA256 =
      Key.optional(
          "sha256",
          ValueType.text("64 hexadecimal digits", "[0-9a-fA-F]{64}"),
          "with maven: SHA-256 of the archive; another archive is refused");
  private static final Key<String> FORMAT =
      Key.optional(
          "format",
          ValueType.choice(Words.same(List.of("wordnet", "javadoc", "aws-documentation"))),
          "with maven: how the archive holds documents");
  private static final Key<String> TEXT =
      Key.optional(
          "text",
          ValueType.text("a path, in which * is a wildcard", ".+"),
          "plain text files, one document each; relative to the working directory");
  private static final Key<String> JSONL =
      Key.optional(
          "jsonl",
          ValueType.text("a path, in which * is a wildcard", ".+"),
          "files with one JSON object a line, one document each; relative to the working directory");
  private static final Key<String> FIELD =
      Key.defaulted(
          "field",
          ValueType.text("the name of a field", ".+"),
          "text",
          "text",
          "with jsonl: field that holds the text");
  private static final Key<String> ID =
      Key.optional(
          "id",
          ValueType.text("the name of a field", ".+"),
          "with jsonl: field that names a document; the line number does if absent");
  static final List<Key<?>> SOURCE_KEYS = List.of(MAVEN, SHA256, FORMAT, TEXT, JSONL, FIELD, ID);

  private CorpusFormat() {}

  static CorpusSection read(Fields fields) {
    TokenizerSection tokenizer =
        TokenizerFormat.read(fields.section(TOKENIZER, TokenizerFormat.KEYS));
    List<Node> items =
        fields.items(SOURCES, tokenizer instanceof TokenizerSection.External ? 0 : 1);
    return new CorpusSection(
        IntStream.range(0, items.size())
            .mapToObj(i -> source(fields.item(SOURCES, i, items.get(i), SOURCE_KEYS)))
            .toList(),
        tokenizer,
        fields.get(VALIDATION_FRACTION),
        fields.get(SPLIT_SEED),
        fields.get(INVALID_UTF8));
  }

  static Map<String, Object> write(CorpusSection corpus) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(SOURCES.name(), corpus.sources().stream().map(CorpusFormat::write).toList());
    map.put(TOKENIZER.name(), TokenizerFormat.write(corpus.tokenizer()));
    map.put(VALIDATION_FRACTION.name(), corpus.validationFraction());
    map.put(SPLIT_SEED.name(), corpus.splitSeed());
    map.put(INVALID_UTF8.name(), Words.word(corpus.invalidUtf8()));
    return map;
  }

  private static SourceSection source(Fields fields) {
    List<Key<?>> kinds = List.of(MAVEN, TEXT, JSONL);
    List<Key<?>> given = kinds.stream().filter(fields::has).toList();
    if (given.size() != 1) {
      throw fields.failure(
          " must have exactly one of maven, text, jsonl; it has "
              + (given.isEmpty()
                  ? "none"
                  : String.join(" and ", given.stream().map(Key::name).toList())));
    }
    if (fields.has(MAVEN)) {
      fields.only("maven", List.of(MAVEN, SHA256, FORMAT));
      return new SourceSection.Maven(
          fields.get(MAVEN), fields.get(SHA256).toLowerCase(Locale.ROOT), fields.get(FORMAT));
    }
    if (fields.has(TEXT)) {
      fields.only("text", List.of(TEXT));
      return new SourceSection.Text(fields.get(TEXT));
    }
    fields.only("jsonl", List.of(JSONL, FIELD, ID));
    return new SourceSection.JsonLines(fields.get(JSONL), fields.get(FIELD), fields.find(ID));
  }

  private static Map<String, Object> write(SourceSection source) {
    Map<String, Object> map = new LinkedHashMap<>();
    switch (source) {
      case SourceSection.Maven maven -> {
        map.put(MAVEN.name(), maven.coordinates());
        map.put(SHA256.name(), maven.sha256());
        map.put(FORMAT.name(), maven.format());
      }
      case SourceSection.Text text -> map.put(TEXT.name(), text.pattern());
      case SourceSection.JsonLines lines -> {
        map.put(JSONL.name(), lines.pattern());
        map.put(FIELD.name(), lines.field());
        lines.id().ifPresent(id -> map.put(ID.name(), id));
      }
    }
    return map;
  }
}
