package org.isoline.evaluate.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RougeTest {
  private static final double TIGHT = 1e-12;

  @Test
  void tokensAreRunsOfLatinLettersAndDigitsInLowerCase() {
    assertThat(Rouge.tokens("  The U.S. spent $1,500 -- (2019)_now\n"))
        .containsExactly("the", "u", "s", "spent", "1", "500", "2019", "now");
  }

  @Test
  void lettersOutsideLatinSeparateTokens() {
    assertThat(Rouge.tokens("Caf\u00e9 na\u00efve \u4e2d\u6587 \ud83d\ude00x"))
        .containsExactly("caf", "na", "ve", "x");
    // Lower case first: the Kelvin sign becomes k, a dotted capital I becomes i and a mark.
    assertThat(Rouge.tokens("\u212a\u0130z")).containsExactly("ki", "z");
  }

  @Test
  void commonWordsCountAsOftenAsTheRarerSideHasThem() {
    Overlap overlap = Rouge.ngrams("the the the cat", "the cat the hat sat", 1);
    assertThat(overlap.precision()).isCloseTo(3 / 4.0, within(TIGHT));
    assertThat(overlap.recall()).isCloseTo(3 / 5.0, within(TIGHT));
    assertThat(overlap.f()).isCloseTo(2 * 0.75 * 0.6 / 1.35, within(TIGHT));
  }

  @Test
  void pairsOfWordsNeedTheirOrder() {
    Overlap overlap = Rouge.ngrams("police killed the gunman", "police kill the gunman", 2);
    assertThat(overlap).isEqualTo(new Overlap(1 / 3.0, 1 / 3.0));
    assertThat(Rouge.ngrams("gunman the", "the gunman", 2).f()).isZero();
  }

  @Test
  void subsequencesMayHaveGapsButKeepTheirOrder() {
    // Examples of Lin 2004, section 3.1.
    String reference = "police killed the gunman";
    assertThat(Rouge.subsequence("police kill the gunman", reference).f()).isEqualTo(0.75);
    assertThat(Rouge.subsequence("the gunman kill police", reference).f()).isEqualTo(0.5);
  }

  @Test
  void precisionIsThePredictionsShareAndRecallTheReferences() {
    Overlap overlap = Rouge.subsequence("a b", "a x b y");
    assertThat(overlap.precision()).isEqualTo(1);
    assertThat(overlap.recall()).isEqualTo(0.5);
  }

  @Test
  void lineBreaksChangeNothing() {
    String reference = "One sentence. Another one! And so on?";
    String prediction = "And another one. One more sentence.";
    assertThat(Rouge.subsequence(prediction, reference))
        .isEqualTo(
            Rouge.subsequence(prediction.replace(". ", ".\n"), reference.replace(' ', '\n')));
  }

  @Test
  void theLongestSubsequenceIsThatOfAnExhaustiveSearch() {
    SplittableRandom random = new SplittableRandom(5);
    for (int trial = 0; trial < 300; trial++) {
      String first = letters(random);
      String second = letters(random);
      int longest = exhaustive(Rouge.tokens(first), Rouge.tokens(second));
      Overlap overlap = Rouge.subsequence(first, second);
      assertThat(overlap.recall() * Rouge.tokens(second).size())
          .as("%s / %s", first, second)
          .isCloseTo(longest, within(TIGHT));
    }
  }

  private static String letters(SplittableRandom random) {
    return random
        .ints(random.nextInt(1, 9), 0, 4)
        .mapToObj(letter -> String.valueOf((char) ('a' + letter)))
        .collect(Collectors.joining(" "));
  }

  private static int exhaustive(List<String> first, List<String> second) {
    return IntStream.range(0, 1 << first.size())
        .filter(chosen -> isSubsequence(pick(first, chosen), second))
        .map(Integer::bitCount)
        .max()
        .orElseThrow();
  }

  private static List<String> pick(List<String> tokens, int chosen) {
    return IntStream.range(0, tokens.size())
        .filter(i -> (chosen >> i & 1) == 1)
        .mapToObj(tokens::get)
        .toList();
  }

  private static boolean isSubsequence(List<String> tokens, List<String> in) {
    int next = 0;
    for (String token : in) {
      next += next < tokens.size() && tokens.get(next).equals(token) ? 1 : 0;
    }
    return next == tokens.size();
  }

  @Test
  void textsWithoutTokensScoreNothing() {
    for (String empty : List.of("", " \n", "...!?", "\u4e2d\u6587")) {
      for (String other : List.of("", empty, "some words")) {
        assertThat(Rouge.ngrams(empty, other, 1)).isEqualTo(Overlap.NONE);
        assertThat(Rouge.ngrams(other, empty, 2)).isEqualTo(Overlap.NONE);
        assertThat(Rouge.subsequence(empty, other)).isEqualTo(Overlap.NONE);
        assertThat(Rouge.subsequence(other, empty).f()).isZero();
      }
    }
  }

  @Test
  void aSingleWordHasNoPair() {
    assertThat(Rouge.ngrams("yes", "yes", 1).f()).isEqualTo(1);
    assertThat(Rouge.ngrams("yes", "yes", 2).f()).isZero();
  }

  @Test
  void gramsOfNothingAreRefused() {
    assertThatThrownBy(() -> Rouge.ngrams("a", "a", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1");
  }
}
