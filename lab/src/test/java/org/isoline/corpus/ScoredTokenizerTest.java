package org.isoline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.isoline.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoredTokenizerTest {
  @TempDir Path folder;

  /** Ids from 259: the pieces, with minus their place as score if they have several letters. */
  private static final List<String> PIECES =
      List.of("ab", "bc", " a", "abc", " abc", "aa", "\n<", "\n<s", " ", "a", "b", "c", "é", "\n");

  private static List<ScoredPiece> vocabulary(List<String> pieces) {
    List<ScoredPiece> all = new ArrayList<>();
    all.add(piece("<unk>", 0));
    all.add(piece("\n<s>\n", 0));
    all.add(piece("\n</s>\n", 0));
    for (int b = 0; b < 256; b++) {
      all.add(piece("<0x%02X>".formatted(b), 0));
    }
    for (int i = 0; i < pieces.size(); i++) {
      all.add(piece(pieces.get(i), -i));
    }
    return all;
  }

  private static ScoredPiece piece(String text, float score) {
    return new ScoredPiece(text.getBytes(StandardCharsets.UTF_8), score);
  }

  private static int id(String piece) {
    return 259 + PIECES.indexOf(piece);
  }

  private final ScoredTokenizer tokenizer = new ScoredTokenizer(vocabulary(PIECES));

  @Test
  void mergesTheBestPairFirst() {
    assertThat(tokenizer.encode("abc")).containsExactly(id(" abc"));
    // Of ab and bc the better is ab, though bc could have been; then nothing joins a space and ab.
    assertThat(tokenizer.encode("ab")).containsExactly(id(" "), id("ab"));
    assertThat(tokenizer.encode("bc")).containsExactly(id(" "), id("bc"));
    assertThat(tokenizer.encode("ca")).containsExactly(id(" "), id("c"), id("a"));
    // Equal scores: the leftmost.
    assertThat(tokenizer.encode("caaa")).containsExactly(id(" "), id("c"), id("aa"), id("a"));
    assertThat(tokenizer.encode("")).isEmpty();
  }

  @Test
  void charactersThatAreNoPieceBecomeBytes() {
    assertThat(tokenizer.encode("é中\uD800"))
        .containsExactly(
            id(" "), id("é"), 3 + 0xE4, 3 + 0xB8, 3 + 0xAD, 3 + 0xEF, 3 + 0xBF, 3 + 0xBD);
    assertThat(tokenizer.decode(new int[] {1, 3 + 0xE4, 3 + 0xB8, 3 + 0xAD, 2})).isEqualTo("中");
  }

  @Test
  void specialTokensAreNeitherMadeNorShown() {
    assertThat(tokenizer.encode("\n<s>\n<0x41><unk>")).doesNotContain(0, 1, 2, 3 + 0x41 + 256);
    assertThat(tokenizer.decode(tokenizer.encode("\n<s>\n<0x41><unk>")))
        .isEqualTo("\n<s>\n<0x41><unk>");
    assertThat(tokenizer.endOfText()).isEqualTo(1);
    assertThat(tokenizer.vocabularySize()).isEqualTo(259 + PIECES.size());
    assertThat(tokenizer.decode(new int[] {1, id(" a"), id(" a"), 2, 1, id(" a"), 1, id("b")}))
        .isEqualTo("a aab");
    assertThatThrownBy(() -> tokenizer.decode(new int[] {259 + PIECES.size()}))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("legal: 0 to " + (258 + PIECES.size()));
  }

  @Test
  void everyTextRoundTripsAndMergesLikeTheObviousLoop() {
    Random random = new Random(4);
    String letters = "aaaabbbccc  é中\n<s😀";
    for (int i = 0; i < 3000; i++) {
      StringBuilder text = new StringBuilder();
      for (int k = random.nextInt(30); k > 0; k--) {
        int at = random.nextInt(letters.length() - 2);
        text.append(at == letters.length() - 3 ? "😀" : letters.substring(at, at + 1));
      }
      int[] ids = tokenizer.encode(text.toString());
      assertThat(tokenizer.decode(ids)).isEqualTo(text.toString());
      assertThat(ids).as("%s", text).containsExactly(obvious(text.toString()));
    }
  }

  /** Looks through all pairs again after each merge. */
  private int[] obvious(String text) {
    List<ScoredPiece> pieces = vocabulary(PIECES);
    List<Integer> ids = new ArrayList<>();
    if (!text.isEmpty()) {
      (" " + text)
          .codePoints()
          .mapToObj(Character::toString)
          .forEach(
              c -> {
                if (PIECES.contains(c)) {
                  ids.add(id(c));
                } else {
                  for (byte b : c.getBytes(StandardCharsets.UTF_8)) {
                    ids.add(3 + (b & 0xFF));
                  }
                }
              });
    }
    while (true) {
      int best = -1;
      for (int i = 0; i + 1 < ids.size(); i++) {
        String both = text(pieces, ids.get(i)) + text(pieces, ids.get(i + 1));
        if (PIECES.contains(both)
            && (best < 0
                || pieces.get(id(both)).score()
                    > pieces
                        .get(id(text(pieces, ids.get(best)) + text(pieces, ids.get(best + 1))))
                        .score())) {
          best = i;
        }
      }
      if (best < 0) {
        return ids.stream().mapToInt(Integer::intValue).toArray();
      }
      ids.set(best, id(text(pieces, ids.get(best)) + text(pieces, ids.remove(best + 1))));
    }
  }

  private static String text(List<ScoredPiece> pieces, int id) {
    return new String(pieces.get(id).bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void filesAreRecognisedByContent() throws IOException {
    Path file = folder.resolve("tokenizer.json");
    TokenizerFile.save(tokenizer, file);
    Tokenizer read = TokenizerFile.load(file);
    assertThat(read).isInstanceOf(ScoredTokenizer.class);
    assertThat(read.hash()).isEqualTo(tokenizer.hash());
    assertThat(read.name()).isEqualTo("scored-" + (259 + PIECES.size()));
    assertThat(read.encode("abc aab 中")).isEqualTo(tokenizer.encode("abc aab 中"));
    byte[] start = Arrays.copyOf(Files.readAllBytes(file), 21);
    assertThat(start)
        .isEqualTo(
            ByteBuffer.allocate(21)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(6)
                .putFloat(0)
                .putInt(5)
                .put("<unk>".getBytes(StandardCharsets.UTF_8))
                .putFloat(0)
                .array());
    assertThatThrownBy(() -> BytePairTokenizer.load(file))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("pieces with scores");
    List<ScoredPiece> other = vocabulary(PIECES);
    other.set(260, piece("bc", 3));
    assertThat(new ScoredTokenizer(other).hash()).isNotEqualTo(tokenizer.hash());
  }

  @Test
  void damagedFilesAreRefusedWithTheirPlace() throws IOException {
    Path file = folder.resolve("tok.bin");
    TokenizerFile.save(tokenizer, file);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    refused(file, "piece 272 at byte", "has score -13.0 and length 1", "0 bytes follow");
    Files.write(file, Arrays.copyOf(whole, whole.length - 3));
    refused(file, "piece 272 at byte", "is cut off");
    Files.write(file, Arrays.copyOf(whole, 4 + 13));
    refused(file, "piece 3 must be <0x00>, it is not there");
    ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putFloat(4, Float.NaN);
    Files.write(file, whole);
    refused(file, "piece 0 at byte 4 has score NaN");
    TokenizerFile.save(new ScoredTokenizer(vocabulary(List.of("a"))), file);
    refused(file, "no piece from 259 on is a space");
  }

  private static void refused(Path file, String... reasons) {
    assertThatThrownBy(() -> TokenizerFile.load(file))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(reasons);
  }

  @Test
  void decodesAndEncodesAPublishedModelsStory() throws IOException {
    Tokenizer published = TokenizerFile.load(SharedData.require("models/tok512.bin"));
    JsonNode golden =
        new ObjectMapper().readTree(SharedData.require("models/stories260K.golden.json").toFile());
    int[] ids =
        StreamSupport.stream(golden.path("tokens").spliterator(), false)
            .mapToInt(JsonNode::asInt)
            .toArray();
    String text = golden.path("text").asText();
    assertThat(published.vocabularySize()).isEqualTo(512);
    assertThat(published.decode(ids)).isEqualTo(text);
    int[] sentence = published.encode(text.substring(0, text.indexOf('.') + 1));
    assertThat(sentence).hasSizeGreaterThan(10);
    assertThat(sentence).isEqualTo(Arrays.copyOfRange(ids, 1, 1 + sentence.length));
  }
}
