package org.isoline.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SplitPatternTest {
  private static final Map<SplitPattern, Pattern> REGEXES = new EnumMap<>(SplitPattern.class);

  static {
    for (SplitPattern pattern : SplitPattern.values()) {
      REGEXES.put(
          pattern,
          Pattern.compile(pattern.regex(), Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNICODE_CASE));
    }
  }

  @Test
  void cutsAsTheDescriptionSays() {
    assertThat(pieces(SplitPattern.OURS, "It's 12345 o'clock,\n\n  isn't it?  "))
        .containsExactly(
            "It", "'s", " ", "123", "45", " o", "'clock", ",\n\n", " ", " isn", "'t", " it", "?",
            "  ");
    assertThat(pieces(SplitPattern.GPT2, "It's 12345 o'clock,\n\n  ISN'T it?  "))
        .containsExactly(
            "It", "'s", " 12345", " o", "'", "clock", ",", "\n\n ", " ISN", "'", "T", " it", "?",
            "  ");
  }

  @Test
  void foldsTheLongSOnlyWhereTheRuleDoes() {
    assertThat(pieces(SplitPattern.CL100K, "a'\u017Fb")).containsExactly("a", "'\u017F", "b");
    assertThat(pieces(SplitPattern.OURS, "a'\u017Fb")).containsExactly("a", "'\u017Fb");
    assertThat(pieces(SplitPattern.GPT2, "a'\u017Fb")).containsExactly("a", "'", "\u017Fb");
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void agreesWithTheRegularExpressionOnAwkwardText(SplitPattern pattern) {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      agree(pattern, RandomText.awkward(random, 1 + random.nextInt(20)));
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void agreesWithTheRegularExpressionOnEveryPlane(SplitPattern pattern) {
    Random random = new Random(12);
    for (int i = 0; i < 2_000; i++) {
      agree(pattern, RandomText.unicode(random, 30));
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void agreesWithTheRegularExpressionOnEveryCharacterOfTheBasicPlane(SplitPattern pattern) {
    for (char c = 0; c < Character.MAX_VALUE; c++) {
      if (!Character.isSurrogate(c)) {
        agree(pattern, "a" + c + "b 1" + c + " " + c + "." + c + c + "\n");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void cutsAnyBytesIntoPiecesThatCoverThem(SplitPattern pattern) {
    Random random = new Random(13);
    byte[] bytes = new byte[200];
    for (int i = 0; i < 5_000; i++) {
      random.nextBytes(bytes);
      int start = 0;
      while (start < bytes.length) {
        int end = pattern.end(bytes, start, bytes.length);
        assertThat(end).isGreaterThan(start).isLessThanOrEqualTo(bytes.length);
        start = end;
      }
    }
  }

  private static void agree(SplitPattern pattern, String text) {
    List<String> expected = new ArrayList<>();
    Matcher matcher = REGEXES.get(pattern).matcher(text);
    while (matcher.find()) {
      expected.add(matcher.group());
    }
    List<String> pieces = pieces(pattern, text);
    if (!pieces.equals(expected)) {
      assertThat(pieces).as(text).isEqualTo(expected);
    }
  }

  static List<String> pieces(SplitPattern pattern, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<String> pieces = new ArrayList<>();
    int start = 0;
    while (start < bytes.length) {
      int end = pattern.end(bytes, start, bytes.length);
      pieces.add(new String(bytes, start, end - start, StandardCharsets.UTF_8));
      start = end;
    }
    return pieces;
  }
}
