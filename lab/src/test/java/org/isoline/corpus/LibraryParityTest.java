package org.isoline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our encoders against Hugging Face's library and jtokkit, item by item. */
class LibraryParityTest {
  private static final int STRINGS = 10_000;

  @TempDir Path folder;

  @Test
  void theLibraryReadsWhatIsTrainedHereWithEqualIds() throws IOException {
    List<String> strings = HardText.strings(STRINGS, 1);
    List<String> texts = strings.subList(0, STRINGS / 2);
    TokenizerSpec spec =
        new TokenizerSpec(
            TokenizerSpec.Kind.BPE,
            2000,
            Optional.empty(),
            Optional.empty(),
            List.of("<|user|>", "<|pad|>"));
    BytePairTokenizer ours = BytePairTrainer.train(texts, spec, 1, merges -> {});
    assertThat(ours.specialTokens())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("<|endoftext|>", 1997, "<|user|>", 1998, "<|pad|>", 1999));
    Path file = folder.resolve("tokenizer.json");
    ours.save(file);
    assertThat(TokenizerFile.load(file).hash()).isEqualTo(ours.hash());
    agree(ours, file, strings);
    try (HuggingFaceTokenizer library = ForeignLibrary.open(Files.readAllBytes(file))) {
      assertThat(library.encode("a<|pad|>", false, false).getIds()).endsWith(1999L);
    }
  }

  @Test
  void cl100kAgreesWithBothLibraries() {
    BytePairTokenizer ours = Cl100k.load();
    List<String> strings = HardText.strings(STRINGS, 2);
    Encoding jtokkit = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
    for (String text : strings) {
      if (!text.contains("'\u017F")) {
        assertThat(ours.encode(text))
            .as(text)
            .isEqualTo(jtokkit.encodeOrdinary(Utf8.replaceLoneSurrogates(text)).toArray());
      }
    }
    Path file = folder.resolve("tokenizer.json");
    ours.save(file);
    Tokenizer read = TokenizerFile.load(file);
    assertThat(read.name()).isEqualTo("cl100k_base");
    assertThat(read.hash()).isEqualTo(ours.hash()).isEqualTo(Cl100k.HASH);
    assertThat(read.vocabularySize()).isEqualTo(100_280);
    agree(ours, file, strings);
  }

  @Test
  void aForeignFileKeepsThePromisesOfATokenizer() throws IOException {
    BytePairTokenizer ours = BytePairTrainer.train(HardText.strings(500, 3), 500);
    Path file = folder.resolve("tokenizer.json");
    ours.save(file);
    Files.writeString(
        file,
        Files.readString(file)
            .replace("\"normalizer\" : null", "\"normalizer\" : {\"type\" : \"NFC\"}"));
    Tokenizer foreign = TokenizerFile.load(file);
    assertThat(foreign).isInstanceOf(ForeignTokenizer.class);
    assertThat(((ForeignTokenizer) foreign).reason()).contains("normalizer, NFC");
    assertThat(foreign.byteExact()).isFalse();
    assertThat(foreign.endOfText()).isEqualTo(499);
    assertThat(foreign.specialTokens()).isEqualTo(Map.of("<|endoftext|>", 499));
    assertThat(foreign.vocabularySize()).isEqualTo(500);
    assertThat(foreign.encode("a <|endoftext|> é"))
        .isEqualTo(ours.encode("a <|endoftext|> é"))
        .doesNotContain(499);
    assertThat(foreign.decode(foreign.encode("cafe\u0301"))).isEqualTo("café");
    assertThat(foreign.decode(new int[] {'a', 499, 'b'})).isEqualTo("ab");
    assertThatThrownBy(() -> foreign.decode(new int[] {500})).hasMessageContaining("0 to 499");
    Path copy = folder.resolve("copy.json");
    TokenizerFile.save(foreign, copy);
    assertThat(TokenizerFile.load(copy).hash()).isEqualTo(foreign.hash());
  }

  @Test
  void wordsWithoutBytesAreTheLibrarysToDecode() throws IOException {
    Path file = folder.resolve("tokenizer.json");
    Files.writeString(
        file,
        """
        {"version": "1.0", "truncation": null, "padding": null,
         "added_tokens": [{"id": 0, "content": "[UNK]", "single_word": false, "lstrip": false,
           "rstrip": false, "normalized": false, "special": true}],
         "normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "Whitespace"},
         "post_processor": null, "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
         "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
           "max_input_chars_per_word": 100, "vocab": {"[UNK]": 0, "hello": 1, "wor": 2, "##ld": 3}}}
        """);
    Tokenizer tokenizer = TokenizerFile.load(file);
    assertThat(tokenizer.encode("Hello WORLD x")).containsExactly(1, 2, 3, 0);
    assertThat(tokenizer.decode(new int[] {1, 2, 3, 0})).isEqualTo("hello world");
    assertThat(tokenizer.byteExact()).isFalse();
    assertThatThrownBy(tokenizer::endOfText).hasMessageContainingAll("[UNK]", "end_of_text");
    Tokenizer named = TokenizerFile.load(file, Optional.of("[UNK]"));
    assertThat(named.endOfText()).isZero();
    Path other = Files.createDirectory(folder.resolve("other")).resolve("tokenizer.json");
    TokenizerFile.save(named, other);
    assertThat(TokenizerFile.load(other).hash()).isEqualTo(named.hash());
  }

  static void agree(Tokenizer ours, Path file, List<String> strings) {
    byte[] json = ForeignTokenizer.withoutSpecial(Json.readTree(file));
    try (HuggingFaceTokenizer library = ForeignLibrary.open(json)) {
      List<String> different = new ArrayList<>();
      for (String text : strings) {
        String whole = Utf8.replaceLoneSurrogates(text);
        long[] theirs = library.encode(whole, false, false).getIds();
        if (!Arrays.equals(Arrays.stream(ours.encode(text)).asLongStream().toArray(), theirs)) {
          different.add(text);
        }
      }
      assertThat(different).isEmpty();
    }
  }
}
