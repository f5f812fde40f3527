package org.isoline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerFileTest {
  @TempDir Path folder;

  private final BytePairTokenizer tokenizer =
      BytePairTrainer.train(RandomText.documents(6, 60), 400);

  @Test
  void readsBackWhatItWrote() {
    Path file = folder.resolve("tokenizer.json");
    tokenizer.save(file);
    BytePairTokenizer read = BytePairTokenizer.load(file);
    assertThat(read.hash()).isEqualTo(tokenizer.hash());
    assertThat(read.merges()).isEqualTo(tokenizer.merges());
    String text = "Reading 中 is\n\n doing 123 things.";
    assertThat(read.encode(text)).isEqualTo(tokenizer.encode(text));
  }

  @Test
  void keepsBytesApartFromPairs() {
    Path file = folder.resolve("tokenizer.json");
    TokenizerFile.save(new ByteTokenizer(), file);
    assertThat(TokenizerFile.load(file)).isInstanceOf(ByteTokenizer.class);
    assertThatThrownBy(() -> BytePairTokenizer.load(file))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("byte tokenizer");
  }

  @Test
  void hasTheLayoutOfHuggingFace() {
    Path file = folder.resolve("tokenizer.json");
    BytePairTrainer.train(List.of("\u00e9 a a a", " a a"), 258).save(file);
    JsonNode root = Json.readTree(file);
    assertThat(root.at("/model/type").asText()).isEqualTo("BPE");
    assertThat(root.at("/model/merges/0").asText()).isEqualTo("Ġ a");
    assertThat(root.at("/model/vocab/Ġa").asInt()).isEqualTo(256);
    assertThat(root.at("/model/vocab/Ã").asInt()).isEqualTo(0xC3);
    assertThat(root.at("/model/vocab").size()).isEqualTo(258);
    assertThat(root.at("/added_tokens/0/content").asText()).isEqualTo("<|endoftext|>");
    assertThat(root.at("/added_tokens/0/id").asInt()).isEqualTo(257);
    assertThat(root.at("/pre_tokenizer/pretokenizers/0/pattern/Regex").asText())
        .isEqualTo(SplitPattern.OURS.regex());
    assertThat(root.at("/pre_tokenizer/pretokenizers/1/use_regex").asBoolean(true)).isFalse();
    assertThat(root.at("/decoder/type").asText()).isEqualTo("ByteLevel");
  }

  @Test
  void readsMergesWrittenAsPairs() throws IOException {
    Path file = folder.resolve("tokenizer.json");
    tokenizer.save(file);
    String text = Files.readString(file);
    Files.writeString(
        file, text.replaceAll("(?m)^(      )\"([^\" ]+) ([^\" ]+)\"(,?)$", "$1[\"$2\", \"$3\"]$4"));
    assertThat(Files.readString(file)).isNotEqualTo(text);
    assertThat(TokenizerFile.load(file).hash()).isEqualTo(tokenizer.hash());
  }

  @Test
  void namesFileAndReasonOfWhatNobodyKnows() throws IOException {
    Path file = folder.resolve("tokenizer.json");
    tokenizer.save(file);
    String text = Files.readString(file);
    refuse(file, text.replace("\"BPE\"", "\"PieceOfCake\""), "PieceOfCake", "library refuses it");
    refuse(
        file,
        text.replace("\"normalizer\" : null", "\"normalizer\" : {\"type\" : \"Polish\"}"),
        "normalizer, Polish");
    refuse(file, text.replace("\"vocab\"", "\"words\""), "model.vocab");
    refuse(file, text.replaceFirst("(\"merges\" : \\[\\s+)\"", "$1\"☃ x\", \""), "model.merges[0]");
    refuse(file, text.substring(0, text.length() / 2), "tokenizer.json:");
    Files.writeString(file, text);
    assertThatThrownBy(() -> TokenizerFile.load(file, Optional.of("<end>")))
        .hasMessageContainingAll(file.toString(), "<end>", "<|endoftext|>");
    Files.delete(file);
    assertThatThrownBy(() -> TokenizerFile.load(file)).hasMessageContaining("no such file");
  }

  @Test
  void hashesWhatDeterminesIds() {
    String hash = tokenizer.hash();
    assertThat(hash).matches("[0-9a-f]{64}");
    assertThat(new BytePairTokenizer(tokenizer.merges()).hash()).isEqualTo(hash);
    List<Vocabulary.Merge> fewer = tokenizer.merges().subList(0, tokenizer.merges().size() - 1);
    assertThat(new BytePairTokenizer(fewer).hash()).isNotEqualTo(hash);
    assertThat(new ByteTokenizer().hash()).isEqualTo(new ByteTokenizer().hash()).isNotEqualTo(hash);
  }

  private static void refuse(Path file, String content, String... named) throws IOException {
    Files.writeString(file, content);
    assertThatThrownBy(() -> TokenizerFile.load(file))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(named);
  }
}
