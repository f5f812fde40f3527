package org.isoline.evaluate.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowsTest {
  @TempDir Path folder;

  private List<Row> read(Path file) {
    List<Row> rows = new ArrayList<>();
    Rows.read(new DataFile.OnDisk(file), rows::add);
    return rows;
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.jsonl", "a.jsonl.gz"})
  void jsonLinesKeepTheirNumbersAndListsSurvive(String name) {
    List<Row> rows =
        read(TaskFiles.write(folder.resolve(name), "{\"a\":[1,\"é\"]}\r\n\n{\"a\":[]}"));
    assertThat(rows.stream().map(Row::number)).containsExactly(1L, 3L);
    assertThat(new FieldPath("a").textsIn(rows.getFirst().values()).orElseThrow())
        .containsExactly("1", "é");
    assertThat(rows.getLast().place()).endsWith(name + ":3");
  }

  @ParameterizedTest
  @CsvSource({"a.csv, ','", "a.tsv, '\t'", "a.csv.gz, ','"})
  void tablesHaveNamesInTheirFirstRow(String name, String delimiter) {
    String text = "id,a\n007,\"x\"\"y\nz\"\n8,true\n".replace(",", delimiter);
    List<Row> rows = read(TaskFiles.write(folder.resolve(name), text));
    assertThat(rows).hasSize(2);
    assertThat(rows.getFirst().values().get("id").asText()).isEqualTo("007");
    assertThat(rows.getFirst().values().get("a").asText()).isEqualTo("x\"y\nz");
    assertThat(rows.getLast().place()).endsWith(name + ": row 2");
  }

  @Test
  void parquetKeepsListsAndStructures() {
    Path file =
        TaskFiles.parquet(
            folder.resolve("[a].parquet"),
            "SELECT {'text': ['x', 'y'], 'label': ['A', 'B']} AS choices, 'B' AS answerKey, 3 AS n"
                + " UNION ALL SELECT NULL, NULL, 4");
    List<Row> rows = read(file);
    assertThat(new FieldPath("choices.text").textsIn(rows.getFirst().values()).orElseThrow())
        .containsExactly("x", "y");
    assertThat(new FieldPath("n").textIn(rows.getLast().values())).contains("4");
    assertThat(new FieldPath("answerKey").in(rows.getLast().values())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.txt", "a.txt.gz"})
  void textsAreSplitAtLineFeeds(String name) {
    List<Row> rows = read(TaskFiles.write(folder.resolve(name), " a\n\nb\r\n"));
    assertThat(rows.stream().map(row -> row.values().get("line").asText()))
        .containsExactly(" a", "", "b", "");
    assertThat(read(TaskFiles.write(folder.resolve(name), "a\nb"))).hasSize(2);
    assertThat(read(TaskFiles.write(folder.resolve(name), ""))).isEmpty();
  }

  @Test
  void readingEndsWhenNoMoreAreWanted() {
    Path json = TaskFiles.write(folder.resolve("a.jsonl"), "{}\n{}\nnot looked at\n");
    List<Row> rows = new ArrayList<>();
    Rows.read(
        new DataFile.OnDisk(json),
        row -> {
          rows.add(row);
          return rows.size() < 2;
        });
    assertThat(rows).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":1}\\n{"a":2            | a.jsonl:2: is no whole JSON object
          {"a":1}\\n[1]               | a.jsonl:2: "[1]" is no JSON object; each line holds one
          {"a":1} {"a":2}            | a.jsonl:1: is no whole JSON object: Trailing token
          {"a":1,"a":2}              | a.jsonl:1: is no whole JSON object: Duplicate field 'a'
          \uFEFF{"a":1}              | a.jsonl:1: starts with a byte order mark
          """)
  void malformedLinesAreNamed(String text, String message) {
    Path file = TaskFiles.write(folder.resolve("a.jsonl"), text.replace("\\n", "\n"));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(TaskDataException.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatIsNoUtf8IsNamed() throws IOException {
    Path file = folder.resolve("a.jsonl");
    byte[] text = "{\"a\":1}\n{\"a\":\"?\"}\n".getBytes(StandardCharsets.UTF_8);
    text[14] = (byte) 0xE9;
    Files.write(file, text);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(TaskDataException.class)
        .hasMessageContaining("a.jsonl:2: is no UTF-8");
    Path table = folder.resolve("a.csv");
    Files.write(table, new byte[] {'a', '\n', 'x', '\n', (byte) 0xE9, '\n'});
    assertThatThrownBy(() -> read(table))
        .isInstanceOf(TaskDataException.class)
        .hasMessageContaining("a.csv: cannot be read after row");
  }

  @Test
  void aTruncatedFileIsNamedWithItsLastLine() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      text.append("{\"a\":\"").append(Integer.toHexString(i * 7919)).append("\"}\n");
    }
    Path file = TaskFiles.write(folder.resolve("a.jsonl.gz"), text.toString());
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 3000));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(TaskDataException.class)
        .hasMessageMatching(
            "(?s).*a\\.jsonl\\.gz(: cannot be read after line \\d+: it is damaged or"
                + " not whole.*fetch it again|:\\d+: is no whole JSON object.*)");
    Files.write(file, Arrays.copyOf(whole, 5));
    assertThatThrownBy(() -> read(file))
        .hasMessageContaining(
            "a.jsonl.gz: cannot be read after line 0: it is damaged or not whole");
    Files.writeString(file, "{\"a\":1}\n");
    assertThatThrownBy(() -> read(file)).hasMessageContaining("Not in GZIP format");
  }

  @Test
  void filesOfUnknownFormAreNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("a.xml"), "<a/>");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(TaskDataException.class)
        .hasMessageContaining("a.xml: of unknown form");
    Path parquet = Files.writeString(folder.resolve("a.parquet"), "PAR0");
    assertThatThrownBy(() -> read(parquet))
        .isInstanceOf(TaskDataException.class)
        .hasMessageContaining("a.parquet: cannot be read after row 0");
  }
}
