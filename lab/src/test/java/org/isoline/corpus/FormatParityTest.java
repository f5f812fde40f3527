package org.isoline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormatParityTest {
  private static final int ROWS = 7000;

  @TempDir Path folder;
  private List<String> texts;

  @BeforeEach
  void write() throws SQLException {
    String rows =
        """
        SELECT printf('%04d', i) AS id, CASE WHEN i % 97 = 0 THEN '' WHEN i % 5 = 0
          THEN 'line ' || i || chr(10) || chr(10) || '"quoted", with comma é 🙂'
          ELSE 'plain ' || i END AS text, i % 3 AS kind FROM range(7000) r(i) ORDER BY i""";
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute("SET threads = 1");
      copy(statement, rows, "a.parquet", "row_group_size 2048");
      copy(statement, rows, "a.csv", "header");
      copy(statement, rows, "a.tsv", "header, delimiter '\t'");
      copy(statement, rows, "a.csv.gz", "header, compression gzip");
      copy(statement, rows, "a.jsonl", "format json");
      copy(statement, rows, "a.jsonl.gz", "format json, compression gzip");
      copy(statement, rows, "a.jsonl.zst", "format json, compression zstd");
    }
    texts = texts(new JsonLines(path("a.jsonl"), "text", Optional.of("id")), Long.MAX_VALUE);
  }

  @Test
  void everyFormatGivesTheSameDocumentsHoweverItIsCut() {
    assertThat(texts)
        .hasSize(ROWS)
        .contains("0003 plain 3", "0097 ", "0005 line 5\n\n\"quoted\", with comma é 🙂");
    for (long target : List.of(20_000L, Long.MAX_VALUE)) {
      for (Source source : sources(Optional.empty())) {
        assertThat(texts(source, target)).as(source.label()).isEqualTo(texts);
      }
    }
    assertThat(units(sources(Optional.empty()).getFirst(), 1)).hasSize(4);
    assertThat(units(new JsonLines(path("a.jsonl"), "text", Optional.empty()), 5000).size())
        .isGreaterThan(50);
  }

  @Test
  void aConditionChoosesRowsInEveryFormat() {
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      if (i % 3 == 1 && i < 4000) {
        chosen.add(texts.get(i));
      }
    }
    for (Source source : sources(Optional.of("kind::int = 1 AND id < '4000' -- remark"))) {
      assertThat(texts(source, 5000)).as(source.label()).isEqualTo(chosen);
    }
  }

  @Test
  void idsWithoutAColumnDoNotDependOnTheCut() {
    for (String name : List.of("a.parquet", "a.csv", "a.jsonl", "a.jsonl.zst")) {
      Source source = source(name, "text", Optional.empty(), Optional.empty());
      List<String> ids = documents(source, 3000).stream().map(Document::id).toList();
      assertThat(ids)
          .isEqualTo(documents(source, 1 << 20).stream().map(Document::id).toList())
          .isSorted()
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void namesTheColumnsThereAre() {
    for (String name : List.of("a.parquet", "a.csv")) {
      assertThatThrownBy(() -> texts(source(name, "body", Optional.empty(), Optional.empty()), 1))
          .isInstanceOf(CorpusException.class)
          .hasMessageContainingAll(name, "no column \"body\"", "id, text, kind", "textField");
    }
    for (String name : List.of("a.parquet", "a.csv", "a.jsonl")) {
      assertThatThrownBy(
              () -> texts(source(name, "body", Optional.empty(), Optional.of("kind = '1'")), 1))
          .hasMessageContainingAll(name, "no column \"body\"", "id, text, kind");
      assertThatThrownBy(
              () -> units(source(name, "text", Optional.empty(), Optional.of("lang = ")), 1))
          .isInstanceOf(CorpusException.class)
          .hasMessageContainingAll(name, "where: \"lang = \"", "id, text, kind");
    }
    assertThatThrownBy(
            () -> units(source("a.parquet", "kind", Optional.empty(), Optional.empty()), 1))
        .hasMessageContainingAll("\"kind\" is of type", "not text");
  }

  @Test
  void refusesTruncatedFilesByName() throws IOException {
    for (String name : List.of("a.parquet", "a.csv.gz", "a.jsonl.gz", "a.jsonl.zst", "a.jsonl")) {
      byte[] whole = Files.readAllBytes(folder.resolve(name));
      Files.write(folder.resolve(name), Arrays.copyOf(whole, whole.length * 2 / 3));
      for (Optional<String> where : List.of(Optional.<String>empty(), Optional.of("id > '2'"))) {
        assertThatThrownBy(() -> texts(source(name, "text", Optional.of("id"), where), 1 << 20))
            .as(name)
            .isInstanceOf(CorpusException.class)
            .hasMessageContaining(path(name));
      }
    }
  }

  @Test
  void readsAFileWhoseNameHasWildcards() throws IOException {
    Path strange = folder.resolve("a[1]*.parquet");
    Files.move(folder.resolve("a.parquet"), strange);
    Source source = new Parquet(strange.toString(), "text", Optional.of("id"), Optional.empty());
    assertThat(texts(source, 1)).isEqualTo(texts);
  }

  @Test
  void noticesAFileThatChangesWhileItIsRead() throws IOException {
    for (String name : List.of("a.parquet", "a.csv", "a.jsonl")) {
      Source source = source(name, "text", Optional.of("id"), Optional.empty());
      List<SourceUnit> units = units(source, Long.MAX_VALUE);
      Files.writeString(folder.resolve(name), "more", StandardOpenOption.APPEND);
      assertThatThrownBy(
              () -> units.getFirst().read(new TextDecoder(InvalidText.STOP), document -> {}))
          .isInstanceOf(CorpusException.class)
          .hasMessageContainingAll(path(name), "changed while it was being read");
    }
  }

  private List<Source> sources(Optional<String> where) {
    List<Source> sources = new ArrayList<>();
    for (String name :
        List.of(
            "a.parquet", "a.csv", "a.tsv", "a.csv.gz", "a.jsonl", "a.jsonl.gz", "a.jsonl.zst")) {
      sources.add(source(name, "text", Optional.of("id"), where));
    }
    return sources;
  }

  private Source source(String name, String text, Optional<String> id, Optional<String> where) {
    if (name.endsWith(".parquet")) {
      return new Parquet(path(name), text, id, where);
    }
    return name.contains("sv")
        ? new Csv(path(name), text, id, Optional.empty(), where)
        : new JsonLines(path(name), text, id, where);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private void copy(Statement statement, String rows, String name, String options)
      throws SQLException {
    statement.execute("COPY (%s) TO '%s' (%s)".formatted(rows, path(name), options));
  }

  private List<SourceUnit> units(Source source, long target) {
    return SourceUnits.of(source, new ArtifactCache(folder.resolve("cache")), target);
  }

  private List<Document> documents(Source source, long target) {
    List<Document> documents = new ArrayList<>();
    TextDecoder decoder = new TextDecoder(InvalidText.STOP);
    units(source, target).forEach(unit -> unit.read(decoder, documents::add));
    return documents;
  }

  private List<String> texts(Source source, long target) {
    return documents(source, target).stream()
        .map(document -> document.id() + " " + document.text())
        .toList();
  }
}
