package org.isoline.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.zip.GZIPInputStream;
import org.isoline.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against ids that OpenAI's own program gave, and a trainer written by others; where present. */
class SharedTokenizersTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void cl100kGivesTheIdsOfTiktoken() throws IOException {
    compare(Cl100k.load(), "cl100k_base");
  }

  @Test
  void gpt2GivesTheIdsOfTiktoken() throws IOException {
    Tokenizer gpt2 = gpt2();
    assertThat(gpt2).isInstanceOf(BytePairTokenizer.class);
    assertThat(gpt2.endOfText()).isEqualTo(50_256);
    compare(gpt2, "gpt2");
    LibraryParityTest.agree(gpt2, folder.resolve("tokenizer.json"), HardText.strings(10_000, 5));
  }

  @Test
  void neoxRunsInTheLibraryAndTurnsNoTextIntoSpecialTokens() throws IOException {
    Path packed = SharedData.require("tokenizers/gpt-neox-20b.tokenizer.json.gz");
    Path file = folder.resolve("neox.json");
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
      Files.copy(in, file);
    }
    Tokenizer neox = TokenizerFile.load(file);
    assertThat(neox.endOfText()).isZero();
    assertThat(neox.vocabularySize()).isEqualTo(50_277);
    assertThat(neox.byteExact()).isFalse();
    // "Hello" and " world" as the authors' models print them; 50254 is a run of 24 spaces.
    assertThat(neox.encode("Hello world")).containsExactly(12092, 1533);
    assertThat(neox.encode(" ".repeat(24))).containsExactly(50_254);
    for (String text : HardText.strings(500, 6)) {
      String normal = Normalizer.normalize(Utf8.replaceLoneSurrogates(text), Normalizer.Form.NFC);
      assertThat(neox.decode(neox.encode(text))).isEqualTo(normal);
    }
  }

  /**
   * Others break ties another way, so their merges are replayed: each must be one of the most
   * frequent pairs at its turn, which only right counts give 243 times in a row.
   */
  @Test
  void everyMergeOfTheReferenceTrainerIsAMostFrequentPairHere() throws IOException {
    Path corpus = SharedData.require("tokenizers/bpe_train/corpus.en");
    PieceCounts pieces =
        PieceCounter.count(List.of(Files.readString(corpus)), SplitPattern.GPT2, 1);
    PairCounts pairs = new PairCounts(pieces);
    ByteCharacters characters = new ByteCharacters();
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (int b = 0; b < 256; b++) {
      ids.put(characters.write(new byte[] {(byte) b}), b);
    }
    Path merges = corpus.resolveSibling("train-bpe-reference-merges.txt");
    for (String line : Files.readAllLines(merges)) {
      String[] pair = line.split(" ");
      long key = Vocabulary.Merge.key(ids.get(pair[0]), ids.get(pair[1]));
      int chosen = -1;
      long most = 0;
      for (int slot = 0; slot < pairs.size(); slot++) {
        most = Math.max(most, pairs.count(slot));
        chosen = pairs.pair(slot) == key ? slot : chosen;
      }
      assertThat(pairs.count(chosen)).as(line).isEqualTo(most);
      pairs.merge(chosen, ids.size());
      ids.put(pair[0] + pair[1], ids.size());
    }
    assertThat(ids).hasSize(256 + 243);
  }

  private static void compare(Tokenizer tokenizer, String column) throws IOException {
    Path golden = SharedData.require("tokenizers/golden_ids.jsonl.gz");
    int compared = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(golden)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode row = MAPPER.readTree(line);
        int[] expected = MAPPER.convertValue(row.path(column), int[].class);
        String text = row.path("text").asText();
        assertThat(tokenizer.encode(text)).as(text).isEqualTo(expected);
        assertThat(tokenizer.decode(expected)).isEqualTo(text);
        compared++;
      }
    }
    assertThat(compared).isEqualTo(197);
  }

  /** The two files of GPT-2 as one {@code tokenizer.json}, read like any other. */
  private Tokenizer gpt2() throws IOException {
    Map<String, Integer> ids = new LinkedHashMap<>();
    MAPPER
        .readTree(SharedData.require("tokenizers/gpt2.encoder.json").toFile())
        .properties()
        .forEach(entry -> ids.put(entry.getKey(), entry.getValue().asInt()));
    List<byte[]> tokens = new ArrayList<>();
    ByteCharacters characters = new ByteCharacters();
    ids.remove(Tokenizer.END_OF_TEXT);
    ids.keySet().forEach(token -> tokens.add(characters.read(token)));
    tokens.add(new byte[0]);
    List<Vocabulary.Merge> merges =
        Files.readAllLines(SharedData.require("tokenizers/gpt2.vocab.bpe")).stream()
            .skip(1)
            .map(line -> line.split(" "))
            .map(pair -> new Vocabulary.Merge(ids.get(pair[0]), ids.get(pair[1])))
            .toList();
    SequencedMap<String, Integer> special = new LinkedHashMap<>();
    special.put(Tokenizer.END_OF_TEXT, 50_256);
    BytePairVocabulary vocabulary =
        new BytePairVocabulary(
            SplitPattern.GPT2, tokens, merges, false, special, Optional.of(Tokenizer.END_OF_TEXT));
    Path file = folder.resolve("tokenizer.json");
    new BytePairTokenizer(vocabulary).save(file);
    return TokenizerFile.load(file);
  }
}
