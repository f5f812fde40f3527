package org.isoline.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.isoline.settings.Fields;
import org.isoline.settings.Key;
import org.isoline.settings.ValueType;
import org.isoline.settings.Words;

/** One source in the corpus section of a study file. */
final class SourceFormat {
  private static final ValueType<String> PATH =
      ValueType.text("a path, in which * is a wildcard", ".+");
  private static final ValueType<String> NAME = ValueType.text("the name of a field", ".+");

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
          "text", PATH, "plain text files, also .gz and .zst; relative to the working directory");
  private static final Key<String> SPLIT =
      Key.defaulted(
          "split",
          ValueType.text("none, lines, blank_lines, or the text between documents", "(?s).+"),
          "none",
          "none",
          "with text: where documents end within a file; none makes a file one document");
  private static final Key<String> JSONL =
      Key.optional(
          "jsonl",
          PATH,
          "files with one JSON object a line, one document each, also .gz and .zst; relative to the"
              + " working directory");
  private static final Key<String> PARQUET =
      Key.optional(
          "parquet", PATH, "Parquet files, one document a row; relative to the working directory");
  private static final Key<String> CSV =
      Key.optional(
          "csv",
          PATH,
          "tables of text with a first row of names, one document a row, also .gz and .zst;"
              + " relative to the working directory");
  private static final Key<String> FIELD =
      Key.defaulted(
          "field",
          NAME,
          "text",
          "text",
          "with jsonl, parquet and csv: field or column that holds the text");
  private static final Key<String> ID =
      Key.optional(
          "id",
          NAME,
          "with jsonl, parquet and csv: field or column that names a document; its place in the"
              + " file does if absent");
  private static final Key<String> DELIMITER =
      Key.optional(
          "delimiter",
          ValueType.text(
              "one ASCII character, no quote and no line break", "[\\x00-\\x7f&&[^\"\r\n]]"),
          "with csv: the character between fields; a tab for .tsv, else a comma if absent");
  private static final Key<String> WHERE =
      Key.optional(
          "where",
          ValueType.text("an SQL condition", "(?s).*\\S.*"),
          "with jsonl, parquet and csv: SQL condition over the columns (DuckDB); only rows that"
              + " meet it are documents");
  private static final Key<Double> WEIGHT =
      Key.optional(
          "weight",
          ValueType.above(0, 1e6),
          "share of the corpus in bytes, in any unit; either every source has one or none. No"
              + " document is repeated: the source that is scarce for its share is taken whole");
  static final List<Key<?>> KEYS =
      List.of(
          MAVEN, SHA256, FORMAT, TEXT, SPLIT, JSONL, PARQUET, CSV, FIELD, ID, DELIMITER, WHERE,
          WEIGHT);

  private static final List<Key<?>> KINDS = List.of(MAVEN, TEXT, JSONL, PARQUET, CSV);

  private SourceFormat() {}

  static SourceSection read(Fields fields) {
    List<Key<?>> given = KINDS.stream().filter(fields::has).toList();
    if (given.size() != 1) {
      throw fields.failure(
          " must have exactly one of maven, text, jsonl, parquet, csv; it has "
              + (given.isEmpty()
                  ? "none"
                  : String.join(" and ", given.stream().map(Key::name).toList())));
    }
    Optional<Double> weight = fields.find(WEIGHT);
    if (fields.has(MAVEN)) {
      fields.only("maven", List.of(MAVEN, SHA256, FORMAT, WEIGHT));
      return new SourceSection.Maven(
          fields.get(MAVEN),
          fields.get(SHA256).toLowerCase(Locale.ROOT),
          fields.get(FORMAT),
          weight);
    }
    if (fields.has(TEXT)) {
      fields.only("text", List.of(TEXT, SPLIT, WEIGHT));
      return new SourceSection.Text(fields.get(TEXT), fields.get(SPLIT), weight);
    }
    if (fields.has(CSV)) {
      fields.only("csv", List.of(CSV, FIELD, ID, DELIMITER, WHERE, WEIGHT));
      return new SourceSection.Csv(
          fields.get(CSV),
          fields.get(FIELD),
          fields.find(ID),
          fields.find(DELIMITER),
          fields.find(WHERE),
          weight);
    }
    boolean parquet = fields.has(PARQUET);
    Key<String> kind = parquet ? PARQUET : JSONL;
    fields.only(kind.name(), List.of(kind, FIELD, ID, WHERE, WEIGHT));
    String field = fields.get(FIELD);
    Optional<String> id = fields.find(ID);
    Optional<String> where = fields.find(WHERE);
    return parquet
        ? new SourceSection.Parquet(fields.get(PARQUET), field, id, where, weight)
        : new SourceSection.JsonLines(fields.get(JSONL), field, id, where, weight);
  }

  static Map<String, Object> write(SourceSection source) {
    Map<String, Object> map = new LinkedHashMap<>();
    switch (source) {
      case SourceSection.Maven maven -> {
        map.put(MAVEN.name(), maven.coordinates());
        map.put(SHA256.name(), maven.sha256());
        map.put(FORMAT.name(), maven.format());
      }
      case SourceSection.Text text -> {
        map.put(TEXT.name(), text.pattern());
        map.put(SPLIT.name(), text.split());
      }
      case SourceSection.JsonLines lines -> {
        map.put(JSONL.name(), lines.pattern());
        putTable(map, lines.field(), lines.id(), lines.where());
      }
      case SourceSection.Parquet parquet -> {
        map.put(PARQUET.name(), parquet.pattern());
        putTable(map, parquet.field(), parquet.id(), parquet.where());
      }
      case SourceSection.Csv csv -> {
        map.put(CSV.name(), csv.pattern());
        csv.delimiter().ifPresent(delimiter -> map.put(DELIMITER.name(), delimiter));
        putTable(map, csv.field(), csv.id(), csv.where());
      }
    }
    source.weight().ifPresent(weight -> map.put(WEIGHT.name(), weight));
    return map;
  }

  private static void putTable(
      Map<String, Object> map, String field, Optional<String> id, Optional<String> where) {
    map.put(FIELD.name(), field);
    id.ifPresent(name -> map.put(ID.name(), name));
    where.ifPresent(condition -> map.put(WHERE.name(), condition));
  }
}
