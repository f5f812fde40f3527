package org.isoline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadTextTest {
  @TempDir Path folder;

  @Test
  void aLineOfTwoGigabytesIsPassedOverWithoutBeingHeld() throws IOException {
    long length = (1L << 31) + 5;
    InputStream endless =
        new InputStream() {
          private long position;

          @Override
          public int read() {
            throw new AssertionError("reads single bytes");
          }

          @Override
          public int read(byte[] into, int from, int count) {
            int n = (int) Math.min(count, length + 3 - position);
            for (int i = 0; i < n; i++) {
              into[from + i] = (byte) (position + i == length ? '\n' : 'a');
            }
            position += n;
            return n == 0 ? -1 : n;
          }
        };
    try (LineReader lines = new LineReader(endless, 0, 1 << 20)) {
      assertThat(lines.next()).isTrue();
      assertThat(lines.tooLong()).isTrue();
      assertThat(lines.length()).isEqualTo(length);
      assertThat(lines.bytes()).isEmpty();
      assertThat(lines.next()).isTrue();
      assertThat(lines.bytes()).isEqualTo(new byte[] {'a', 'a'});
      assertThat(lines.next()).isFalse();
    }
  }

  @Test
  void rowsThatAreTooLongStopOrAreSkippedInEveryFormat() throws IOException {
    String big = "b".repeat(3000);
    write("a.jsonl", "{\"text\":\"one\"}\n{\"text\":\"%s\"}\n{\"text\":\"two\"}".formatted(big));
    write("a.csv", "text\none\n\"%s\"\ntwo\n".formatted(big));
    write("a.txt", "one\n%s\ntwo\n".formatted(big));
    write("b.txt", "one\n\n%s\n%s\n\ntwo".formatted(big.substring(2000), big.substring(2500)));
    write("c.txt", "one##%s##two".formatted(big));
    List<Source> sources =
        List.of(
            new JsonLines(path("a.jsonl"), "text", Optional.empty()),
            new Csv(path("a.csv"), "text", Optional.empty(), Optional.empty(), Optional.empty()),
            new TextFiles(path("a.txt"), TextSplit.of("lines")),
            new TextFiles(path("b.txt"), TextSplit.of("blank_lines")),
            new TextFiles(path("c.txt"), TextSplit.of("##")));
    for (Source source : sources) {
      TextDecoder skipping = decoder(NulText.STOP, LongText.SKIP);
      assertThat(texts(source, skipping, 1 << 20)).as(source.label()).containsExactly("one", "two");
      assertThat(skipping.tooLong()).isEqualTo(1);
      assertThatThrownBy(() -> texts(source, decoder(NulText.STOP, LongText.STOP), 1 << 20))
          .isInstanceOf(CorpusException.class)
          .hasMessageContainingAll(folder.toString(), "byte", "max_document_bytes = 1,024");
    }
    TextDecoder skipping = decoder(NulText.STOP, LongText.SKIP);
    assertThat(texts(new TextFiles(path("a.txt")), skipping, 1)).isEmpty();
    assertThat(skipping.tooLong()).isEqualTo(1);
  }

  @Test
  void treatsNulAsTold() throws IOException {
    write("a.jsonl", "{\"text\":\"a\\u0000b\"}\n{\"text\":\"c\"}");
    Source source = new JsonLines(path("a.jsonl"), "text", Optional.empty());
    assertThat(texts(source, decoder(NulText.KEEP, LongText.STOP), 1)).containsExactly("a\0b", "c");
    TextDecoder stripping = decoder(NulText.STRIP, LongText.STOP);
    assertThat(texts(source, stripping, 1)).containsExactly("ab", "c");
    assertThat(stripping.nul()).isEqualTo(1);
    assertThat(texts(source, decoder(NulText.SKIP, LongText.STOP), 1)).containsExactly("c");
    assertThatThrownBy(() -> texts(source, decoder(NulText.STOP, LongText.STOP), 1))
        .hasMessageContainingAll("a.jsonl:1 (byte 0)", "U+0000 at character 1", "strip");
  }

  @Test
  void splitsTextTheSameHoweverItIsCut() throws IOException {
    write("a.txt", "\uFEFF one\r\n\r\n \t\ntwo\nthree\n\n\nfour\nfive");
    assertThat(split("none", 1)).hasSize(1);
    for (int target : new int[] {1, 2, 3, 5, 7, 11, 1000}) {
      assertThat(split("lines", target)).containsExactly(" one", "two", "three", "four", "five");
      assertThat(split("blank_lines", target)).containsExactly(" one", "two\nthree", "four\nfive");
      assertThat(split("\nt", target))
          .containsExactly(" one\r\n\r\n \t", "wo", "hree\n\n\nfour\nfive");
    }
    write("a.txt", "aXaXaYbXaXaXaYc");
    assertThat(split("XaXaY", 1)).containsExactly("a", "bXa", "c");
  }

  @Test
  void aTableSaysWhereItIsBroken() throws IOException {
    Source source =
        new Csv(path("a.csv"), "text", Optional.empty(), Optional.empty(), Optional.empty());
    write("a.csv", "id,text\n1,\"two\nlines\"\n3\n");
    assertThatThrownBy(() -> texts(source, decoder(NulText.STOP, LongText.STOP), 1))
        .hasMessageContainingAll("a.csv:4 (byte 22): 1 fields", "names 2 (id, text)");
    write("a.csv", "id,text\n1,\"open\n");
    assertThatThrownBy(() -> texts(source, decoder(NulText.STOP, LongText.STOP), 1))
        .hasMessageContainingAll("a.csv:2 (byte 8)", "never closed");
    write("a.csv", "");
    assertThatThrownBy(() -> texts(source, decoder(NulText.STOP, LongText.STOP), 1))
        .hasMessageContainingAll("a.csv", "no first row");
    write("a.csv", "\uFEFFtext,n\r\n\"a \"\"b\"\", c\",1\r\n\r\n,2\r\nlast,3");
    assertThat(texts(source, decoder(NulText.STOP, LongText.STOP), 1))
        .containsExactly("a \"b\", c", "", "last");
  }

  private List<String> split(String word, int target) throws IOException {
    Source source = new TextFiles(path("a.txt"), TextSplit.of(word));
    return texts(source, decoder(NulText.STOP, LongText.STOP), target);
  }

  private static TextDecoder decoder(NulText nul, LongText onLong) {
    return new TextDecoder(new TextPolicy(InvalidText.STOP, nul, onLong, 1024));
  }

  private void write(String name, String content) throws IOException {
    Files.write(folder.resolve(name), content.getBytes(StandardCharsets.UTF_8));
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private List<String> texts(Source source, TextDecoder decoder, long target) {
    List<String> texts = new ArrayList<>();
    SourceUnits.of(source, new ArtifactCache(folder.resolve("cache")), target)
        .forEach(unit -> unit.read(decoder, document -> texts.add(document.text())));
    return texts;
  }
}
