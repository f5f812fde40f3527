package org.isoline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenizerTest {
  private static final BytePairTokenizer CL100K = Cl100k.load();

  static List<Tokenizer> tokenizers() {
    List<String> texts = new ArrayList<>(RandomText.documents(1, 50));
    Random random = new Random(2);
    for (int i = 0; i < 50; i++) {
      texts.add(RandomText.awkward(random, 200));
    }
    return List.of(new ByteTokenizer(), BytePairTrainer.train(texts, 600), CL100K);
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void roundTripsEveryPlane(Tokenizer tokenizer) {
    Random random = new Random(21);
    for (int i = 0; i < 500; i++) {
      roundTrip(tokenizer, RandomText.unicode(random, random.nextInt(200)));
      roundTrip(tokenizer, RandomText.awkward(random, random.nextInt(200)));
    }
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void roundTripsEveryCodePoint(Tokenizer tokenizer) {
    StringBuilder all = new StringBuilder();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (Character.getType(c) != Character.SURROGATE) {
        all.appendCodePoint(c);
      }
    }
    roundTrip(tokenizer, all.toString());
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void roundTripsRandomBytesReadAsText(Tokenizer tokenizer) {
    Random random = new Random(22);
    for (int i = 0; i < 500; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      roundTrip(tokenizer, new String(bytes, StandardCharsets.ISO_8859_1));
      roundTrip(tokenizer, new String(bytes, StandardCharsets.UTF_8));
    }
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void putsAReplacementForHalfASurrogatePair(Tokenizer tokenizer) {
    assertThat(tokenizer.decode(tokenizer.encode("a\uD83Db \uDE42"))).isEqualTo("a\uFFFDb \uFFFD");
    assertThat(tokenizer.decode(tokenizer.encode("\uDE42\uD83D"))).isEqualTo("\uFFFD\uFFFD");
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void neverMakesASpecialTokenOfText(Tokenizer tokenizer) {
    assertThat(tokenizer.encode(Tokenizer.END_OF_TEXT)).doesNotContain(tokenizer.endOfText());
    roundTrip(tokenizer, Tokenizer.END_OF_TEXT);
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void decodesEndOfTextToNothingAndRefusesForeignIds(Tokenizer tokenizer) {
    assertThat(tokenizer.specialTokens())
        .containsEntry(Tokenizer.END_OF_TEXT, tokenizer.endOfText());
    int a = tokenizer.encode("a")[0];
    for (int special : tokenizer.specialTokens().values()) {
      assertThat(tokenizer.decode(new int[] {a, special, a})).isEqualTo("aa");
    }
    for (int id : new int[] {-1, tokenizer.vocabularySize()}) {
      assertThatThrownBy(() -> tokenizer.decode(new int[] {id}))
          .isInstanceOf(CorpusException.class)
          .hasMessageContaining("token id " + id)
          .hasMessageContaining("0 to " + (tokenizer.vocabularySize() - 1));
    }
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void roundTripsAnyBytes(Tokenizer tokenizer) {
    assertThat(tokenizer.byteExact()).isTrue();
    Random random = new Random(25);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      assertThat(tokenizer.decodeBytes(tokenizer.encode(bytes))).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void encodesAPartOfAnArrayAsIfItWereAll(Tokenizer tokenizer) {
    byte[] text = "one two, three's four".getBytes(StandardCharsets.UTF_8);
    for (int from = 0; from < text.length; from++) {
      for (int to = from; to <= text.length; to++) {
        IntList ids = new IntList(0);
        tokenizer.encode(text, from, to, ids);
        byte[] part = Arrays.copyOfRange(text, from, to);
        assertThat(ids.toArray()).isEqualTo(tokenizer.encode(part));
      }
    }
  }

  @Test
  void giveTheSameIdsOnSeveralThreads() {
    Tokenizer tokenizer = tokenizers().get(1);
    List<String> texts = new ArrayList<>();
    Random random = new Random(26);
    for (int i = 0; i < 400; i++) {
      texts.add(RandomText.awkward(random, 500));
    }
    List<int[]> alone = texts.stream().map(tokenizer::encode).toList();
    Tokenizer fresh = tokenizers().get(1);
    List<int[]> together = texts.parallelStream().map(fresh::encode).toList();
    assertThat(together.toArray(int[][]::new)).isDeepEqualTo(alone.toArray(int[][]::new));
  }

  @Test
  void cl100kHasTheTableOfThePaper() {
    Tokenizer tokenizer = CL100K;
    assertThat(tokenizer.vocabularySize()).isEqualTo(100_280);
    assertThat(tokenizer.endOfText()).isEqualTo(100_257);
    assertThat(tokenizer.encode("Hello world")).containsExactly(9906, 1917);
    assertThat(tokenizer.decode(new int[] {9906, 100_256, 100_279, 1917})).isEqualTo("Hello world");
  }

  @Test
  void bytesAreTheirOwnIds() {
    assertThat(new ByteTokenizer().encode("é!")).containsExactly(0xC3, 0xA9, '!');
    assertThat(new ByteTokenizer().vocabularySize()).isEqualTo(257);
  }

  @Test
  void mergesAlikeByScanningAndByQueue() {
    Random random = new Random(23);
    List<String> texts = List.of("abaabbaaabbbaabab".repeat(20), "bbabaabaaaab".repeat(20));
    PieceEncoder encoder = encoder(BytePairTrainer.train(texts, 270));
    for (int i = 0; i < 2000; i++) {
      int[] ids = random.ints(1 + random.nextInt(100), 'a', 'c').toArray();
      assertThat(encoder.byQueue(ids.clone())).isEqualTo(encoder.byScanning(ids.clone()));
    }
  }

  @Test
  void encodesALongPieceWithoutABlankInTime() {
    Tokenizer tokenizer = BytePairTrainer.train(List.of("abcabcabcabc".repeat(10)), 261);
    String text = "abc".repeat(200_000);
    assertThat(tokenizer.encode(text).length).isLessThan(text.length() / 3 + 1);
  }

  @Test
  void mapsLongsAsAHashMapDoes() {
    LongIntMap map = new LongIntMap(0);
    Random random = new Random(24);
    Map<Long, Integer> expected = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      long key = random.nextLong(1L << 40) & ~0xFFL;
      map.put(key, i);
      expected.put(key, i);
    }
    expected.forEach((key, value) -> assertThat(map.get(key)).isEqualTo(value));
    assertThat(map.get(1)).isEqualTo(LongIntMap.ABSENT);
  }

  private static PieceEncoder encoder(BytePairTokenizer tokenizer) {
    return new PieceEncoder(tokenizer.vocabulary().tokens(), tokenizer.merges());
  }

  private static void roundTrip(Tokenizer tokenizer, String text) {
    int[] ids = tokenizer.encode(text);
    assertThat(tokenizer.decode(ids)).isEqualTo(text);
    assertThat(tokenizer.decodeBytes(ids)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
  }
}
