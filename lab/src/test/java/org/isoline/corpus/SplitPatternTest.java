package org.isoline.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SplitPatternTest {
  private static final Pattern REGEX =
      Pattern.compile(SplitPattern.REGEX, Pattern.UNICODE_CHARACTER_CLASS);

  @Test
  void cutsAsTheDescriptionSays() {
    assertThat(pieces("It's 12345 o'clock,\n\n  isn't it?  "))
        .containsExactly(
            "It", "'s", " ", "123", "45", " o", "'clock", ",\n\n", " ", " isn", "'t", " it", "?",
            "  ");
  }

  @Test
  void agreesWithTheRegularExpressionOnAwkwardText() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      agree(RandomText.awkward(random, 1 + random.nextInt(20)));
    }
  }

  @Test
  void agreesWithTheRegularExpressionOnEveryPlane() {
    Random random = new Random(12);
    for (int i = 0; i < 2_000; i++) {
      agree(RandomText.unicode(random, 30));
    }
  }

  @Test
  void agreesWithTheRegularExpressionOnEveryCharacterOfTheBasicPlane() {
    for (char c = 0; c < Character.MAX_VALUE; c++) {
      if (!Character.isSurrogate(c)) {
        agree("a" + c + "b 1" + c + " " + c + "." + c + c + "\n");
      }
    }
  }

  private static void agree(String text) {
    List<String> expected = new ArrayList<>();
    Matcher matcher = REGEX.matcher(text);
    while (matcher.find()) {
      expected.add(matcher.group());
    }
    assertThat(pieces(text)).as(text).isEqualTo(expected);
  }

  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = SplitPattern.end(text, start);
      pieces.add(text.substring(start, end));
      start = end;
    }
    return pieces;
  }
}
