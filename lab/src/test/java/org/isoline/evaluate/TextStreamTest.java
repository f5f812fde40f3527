package org.isoline.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.isoline.corpus.ByteTokenizer;
import org.junit.jupiter.api.Test;

/** Text from tokens that cut characters and stop strings. */
class TextStreamTest {
  private final ByteTokenizer bytes = new ByteTokenizer();

  private List<String> pieces(TokenText text, int... tokens) {
    List<String> pieces = new ArrayList<>();
    for (int token : tokens) {
      pieces.add(text.add(token));
    }
    return pieces;
  }

  @Test
  void bytesOfACharacterWaitForTheLast() {
    TokenText text = new TokenText(bytes);
    assertThat(pieces(text, bytes.encode("a€😀b")))
        .containsExactly("a", "", "", "€", "", "", "", "😀", "b");
    assertThat(text.end()).isEmpty();
  }

  @Test
  void onlyTheEndShowsACutCharacter() {
    TokenText text = new TokenText(bytes, 'x');
    assertThat(pieces(text, 'a', 0xF0, 0x9F)).containsExactly("a", "", "");
    assertThat(text.end()).isEqualTo("\uFFFD");
    assertThat(text.end()).isEmpty();
  }

  @Test
  void randomBytesGiveWhatDecodingThemAtOnceGives() {
    Random random = new Random(4);
    for (int trial = 0; trial < 500; trial++) {
      int[] tokens = random.ints(20, 0, 257).toArray();
      byte[] utf8 = "ü€😀".getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < utf8.length; i++) {
        tokens[(trial + i) % 20] = utf8[i] & 0xFF;
      }
      TokenText text = new TokenText(bytes, 'x');
      String whole = String.join("", pieces(text, tokens)) + text.end();
      assertThat(whole).isEqualTo(bytes.decode(tokens));
    }
  }

  @Test
  void stopStringsAreFoundAcrossPieces() {
    StopStrings stops = new StopStrings(List.of("\n\nQ", "END"));
    assertThat(stops.add("one\n")).isEqualTo("one");
    assertThat(stops.add("two\n")).isEqualTo("\ntwo");
    assertThat(stops.add("\n")).isEmpty();
    assertThat(stops.reached()).isFalse();
    assertThat(stops.add("Q: E")).isEmpty();
    assertThat(stops.reached()).isTrue();
    assertThat(stops.rest()).isEmpty();
  }

  @Test
  void whatWasHeldBackInVainComesAtTheEnd() {
    StopStrings stops = new StopStrings(List.of("aab"));
    assertThat(stops.add("aaa")).isEqualTo("a");
    assertThat(stops.add("c a")).isEqualTo("aac ");
    assertThat(stops.rest()).isEqualTo("a");
  }

  @Test
  void bordersOfPiecesDoNotMatter() {
    List<List<String>> sets = List.of(List.of("abc", "b"), List.of("xaby", "ab"), List.of("aa"));
    Random random = new Random(6);
    for (int trial = 0; trial < 2000; trial++) {
      List<String> strings = sets.get(trial % sets.size());
      StringBuilder text = new StringBuilder();
      random.ints(12, 0, 4).forEach(i -> text.append("abxy".charAt(i)));
      assertThat(cut(strings, text.toString(), 1 + random.nextInt(5)))
          .as("%s in %s", strings, text)
          .isEqualTo(cut(strings, text.toString(), 1));
    }
  }

  private static String cut(List<String> strings, String text, int size) {
    StopStrings stops = new StopStrings(strings);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length() && !stops.reached(); i += size) {
      out.append(stops.add(text.substring(i, Math.min(text.length(), i + size))));
    }
    return out + (stops.reached() ? "|" : stops.rest());
  }
}
