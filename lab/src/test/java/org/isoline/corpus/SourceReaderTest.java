package org.isoline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceReaderTest {
  private static final byte[] MALFORMED = {'o', 'k', (byte) 0xC3, '(', '!'};

  @TempDir Path folder;

  @Test
  void readsAFileAFolderOrAGlob() throws IOException {
    text("one.txt", "1");
    text("sub/two.txt", "2");
    text("sub/deep/three.md", "3");
    text(".hidden/four.txt", "4");
    assertThat(ids(files("one.txt"))).containsExactly("one.txt");
    assertThat(ids(files(""))).containsExactly("one.txt", "sub/deep/three.md", "sub/two.txt");
    assertThat(ids(files("*.txt"))).containsExactly("one.txt");
    assertThat(ids(files("sub/**/*.{md,txt}"))).containsExactly("deep/three.md", "two.txt");
    assertThat(read(files("sub/two.txt"), InvalidText.STOP))
        .containsExactly(
            new Document("two.txt", "2", "text " + folder.resolve("sub").resolve("two.txt")));
  }

  @Test
  void saysWhereItLookedForAPatternThatMatchesNothing() throws IOException {
    text("one.txt", "1");
    for (String pattern : List.of("*.md", "none.txt", "none/*.txt")) {
      assertThatThrownBy(() -> ids(files(pattern)))
          .isInstanceOf(CorpusException.class)
          .hasMessageContaining(pattern)
          .hasMessageContaining("matches no file");
    }
    assertThatThrownBy(() -> ids(files("[.txt"))).isInstanceOf(CorpusException.class);
    assertThatThrownBy(() -> new TextFiles(" ")).hasMessageContaining("pattern");
  }

  @Test
  void dropsAByteOrderMarkAndNothingElse() throws IOException {
    text("one.txt", "\uFEFFa\r\n\uFEFFb");
    assertThat(texts(files("one.txt"))).containsExactly("a\r\n\uFEFFb");
  }

  @Test
  void treatsMalformedTextAsTold() throws IOException {
    text("a.txt", "fine \uFFFD");
    Files.write(folder.resolve("b.txt"), MALFORMED);
    TextDecoder replacing = new TextDecoder(InvalidText.REPLACE);
    assertThat(read(files(""), replacing).stream().map(Document::text))
        .containsExactly("fine \uFFFD", "ok\uFFFD(!");
    assertThat(replacing.invalid()).isEqualTo(1);
    TextDecoder skipping = new TextDecoder(InvalidText.SKIP);
    assertThat(read(files(""), skipping).stream().map(Document::id)).containsExactly("a.txt");
    assertThat(skipping.invalid()).isEqualTo(1);
    assertThatThrownBy(() -> read(files(""), InvalidText.STOP))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining(folder.resolve("b.txt").toString())
        .hasMessageContaining("at byte 2")
        .hasMessageContaining("onInvalidUtf8");
  }

  @Test
  void findsTheOffsetOfAMalformedByteFarInside() throws IOException {
    ByteArrayOutputStream long1 = new ByteArrayOutputStream();
    long1.writeBytes("é".repeat(20_000).getBytes(StandardCharsets.UTF_8));
    long1.write(0xFF);
    Files.write(folder.resolve("b.txt"), long1.toByteArray());
    assertThatThrownBy(() -> read(files("b.txt"), InvalidText.STOP))
        .hasMessageContaining("at byte 40000");
  }

  @Test
  void readsJsonLinesPlainAndCompressed() throws IOException {
    text(
        "a.jsonl",
        "\uFEFF{\"text\": \"one\", \"id\": 7}\r\n\n{\"id\": \"x\", \"text\": \"two\\n\"}");
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("b.jsonl.gz")))) {
      out.write("{\"text\":\"three é\",\"id\":9}\n".getBytes(StandardCharsets.UTF_8));
    }
    text("c.json", "not looked at");
    assertThat(texts(lines("", Optional.empty()))).containsExactly("one", "two\n", "three é");
    assertThat(ids(lines("", Optional.empty())))
        .containsExactly("a.jsonl@000000000000", "a.jsonl@000000000030", "b.jsonl.gz@000000000000");
    assertThat(ids(lines("", Optional.of("id")))).containsExactly("7", "9", "x");
  }

  @Test
  void namesFileAndLineOfABadLine() throws IOException {
    refuse("{\"text\": \"a\"}\n{\"text\": \"b\"", ":2 (byte 14): malformed JSON", "column");
    refuse("{\"text\": \"a\"} x", ":1 (byte 0): malformed JSON");
    refuse("{\"text\": \"a\"}\n\n[1]", ":3 (byte 15): JSON of type array, not object");
    refuse(
        "{\"body\": \"a\", \"title\": \"b\"}",
        ":1 (byte 0): no field \"text\"",
        "body, title",
        "textField");
    refuse("{}", ":1 (byte 0): no field \"text\"", "(none)");
    refuse("{\"text\": 3}", ":1 (byte 0): the field \"text\" is of type number, not string");
  }

  @Test
  void namesFileAndLineOfABadId() throws IOException {
    Path file = text("a.jsonl", "{\"text\": \"a\", \"id\": 1}\n{\"text\": \"b\", \"key\": 1}");
    assertThatThrownBy(() -> read(lines("a.jsonl", Optional.of("id")), InvalidText.STOP))
        .hasMessageContaining(
            file + ":2 (byte 23): no field \"id\"; the fields are: text, key; set idField");
    text("a.jsonl", "{\"text\": \"a\", \"id\": [1]}");
    assertThatThrownBy(() -> read(lines("a.jsonl", Optional.of("id")), InvalidText.STOP))
        .hasMessageContaining(":1 (byte 0): the field \"id\" is of type array");
  }

  @Test
  void treatsAMalformedLineAsTold() throws IOException {
    byte[] head = "{\"text\": \"".getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("{\"text\": \"half \\ud83d pair\"}\n".getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(head);
    bytes.writeBytes(MALFORMED);
    bytes.writeBytes("\"}\n{\"text\": \"fine \\ud83d\\ude42\"}".getBytes(StandardCharsets.UTF_8));
    Files.write(folder.resolve("a.jsonl"), bytes.toByteArray());
    Source source = lines("a.jsonl", Optional.empty());
    TextDecoder replacing = new TextDecoder(InvalidText.REPLACE);
    assertThat(read(source, replacing).stream().map(Document::text))
        .containsExactly("half \uFFFD pair", "ok\uFFFD(!", "fine 🙂");
    assertThat(replacing.invalid()).isEqualTo(2);
    TextDecoder skipping = new TextDecoder(InvalidText.SKIP);
    assertThat(read(source, skipping).stream().map(Document::text)).containsExactly("fine 🙂");
    assertThat(skipping.invalid()).isEqualTo(2);
    assertThatThrownBy(() -> read(source, InvalidText.STOP))
        .hasMessageContaining("a.jsonl:1 (byte 0): not valid UTF-8")
        .hasMessageContaining("surrogate");
  }

  @Test
  void saysWhereACompressedFileBreaksOff() throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(whole)) {
      out.write("{\"text\":\"a\"}\n".repeat(50).getBytes(StandardCharsets.UTF_8));
    }
    byte[] cut = Arrays.copyOf(whole.toByteArray(), whole.size() - 12);
    Files.write(folder.resolve("a.jsonl.gz"), cut);
    assertThatThrownBy(() -> texts(lines("a.jsonl.gz", Optional.empty())))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("a.jsonl.gz: cannot be read after line");
  }

  private void refuse(String content, String... named) throws IOException {
    Path file = text("a.jsonl", content);
    assertThatThrownBy(() -> texts(lines("a.jsonl", Optional.empty())))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(named);
  }

  private Path text(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private Source files(String pattern) {
    return new TextFiles(below(pattern));
  }

  private Source lines(String pattern, Optional<String> idField) {
    return new JsonLines(below(pattern), "text", idField);
  }

  private String below(String pattern) {
    return pattern.isEmpty() ? folder.toString() : folder + "/" + pattern;
  }

  private List<String> ids(Source source) {
    return read(source, InvalidText.STOP).stream().map(Document::id).sorted().toList();
  }

  private List<String> texts(Source source) {
    return read(source, InvalidText.STOP).stream()
        .sorted(Comparator.comparing(Document::id))
        .map(Document::text)
        .toList();
  }

  private List<Document> read(Source source, InvalidText policy) {
    return read(source, new TextDecoder(policy));
  }

  private List<Document> read(Source source, TextDecoder decoder) {
    List<Document> documents = new ArrayList<>();
    ArtifactCache cache = new ArtifactCache(folder.resolve("cache"));
    SourceUnits.of(source, cache, 16).forEach(unit -> unit.read(decoder, documents::add));
    return documents;
  }
}
