package org.isoline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.isoline.TinyCorpus;
import org.isoline.corpus.PreparedCorpus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TokenCommandsTest {
  @TempDir Path folder;

  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  private int run(Object... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments[i].toString();
    }
    return line.execute(words);
  }

  @Test
  void showsTheTokensOfAText() {
    assertThat(run("tokenize", "--text", "Hello world\n")).isEqualTo(Main.DONE);
    assertThat(out.toString())
        .contains("9906  \"Hello\"", "1917  \" world\"", "198  \"\\n\"", "cl100k_base: 100,280 ids")
        .contains("12 bytes, 3 tokens, 4.00 bytes per token");
  }

  @Test
  void showsBytesThatAreNoCharacters() throws IOException {
    Path file = Files.write(folder.resolve("text"), new byte[] {'a', (byte) 0xC3, (byte) 0xA9});
    assertThat(run("tokenize", "--file", file, "--tokenizer", "bytes", "--json")).isZero();
    JsonNode document = new ObjectMapper().readTree(out.toString());
    assertThat(document.path("ids").toString()).isEqualTo("[97,195,169]");
    assertThat(document.path("pieces").toString())
        .isEqualTo("[\"\\\"a\\\"\",\"\\\"\\\\xC3\\\"\",\"\\\"\\\\xA9\\\"\"]");
    assertThat(document.path("byte_exact").asBoolean()).isTrue();
    assertThat(document.at("/special_tokens/<|endoftext|>").asInt()).isEqualTo(256);
    assertThat(VisibleBytes.quote("é\u200B\"".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("\"é\\u{200B}\\\"\"");
  }

  @Test
  void refusesWhatItCannotRead() {
    assertThat(run("tokenize", "--file", folder.resolve("none"))).isEqualTo(Main.BAD_INPUT);
    assertThat(err.toString()).contains("none", "no such file");
    assertThat(run("tokenize", "--text", "a", "--tokenizer", folder.resolve("t.json")))
        .isEqualTo(Main.BAD_INPUT);
    assertThat(err.toString()).contains("t.json");
    assertThat(run("tokenize")).isEqualTo(Main.BAD_INPUT);
    assertThat(run("tokens", folder.resolve("train.json"))).isEqualTo(Main.BAD_INPUT);
    assertThat(err.toString()).contains("NAME.bin");
  }

  @Test
  void showsWhatAShardHolds() throws IOException {
    try (PreparedCorpus corpus = TinyCorpus.prepare(folder)) {
      Path shard = folder.resolve("out").resolve("train.bin");
      assertThat(run("tokens", shard, "--document", 1, "--sample", 5)).isZero();
      int[] first = new int[5];
      corpus.train().copy(corpus.train().documentStart(1), 5, first, 0);
      String text = corpus.tokenizer().decode(first);
      assertThat(out.toString())
          .contains("%,d documents".formatted(corpus.train().documents()))
          .contains("document 1: %,d tokens".formatted(corpus.train().documentTokens(1)))
          .contains("\"" + text + "\"");
      assertThat(run("tokens", shard, "--json")).isZero();
      JsonNode document = new ObjectMapper().readTree(out.toString());
      assertThat(document.at("/header/tokens").asLong()).isEqualTo(corpus.train().tokens());
      assertThat(document.path("largest_id").asInt()).isEqualTo(256);
      assertThat(run("tokenize", "--text", "ab", "--corpus", folder.resolve("out"))).isZero();
      assertThat(out.toString()).contains("bytes: 257 ids");
      assertThat(run("tokens", shard, "--document", 1_000_000)).isEqualTo(Main.BAD_INPUT);
      assertThat(err.toString()).contains("--document 1000000", "0 to ");
      assertThat(run("tokens", shard, "--tokenizer", "cl100k_base")).isEqualTo(Main.BAD_INPUT);
      assertThat(err.toString()).contains("cl100k_base", "--tokenizer");
    }
  }
}
