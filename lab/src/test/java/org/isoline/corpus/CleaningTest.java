package org.isoline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CleaningTest {
  @Test
  void changesNothingUnlessAsked() {
    Cleaner cleaner = new Cleaner(CleaningSpec.DEFAULT);
    assertThat(cleaner.clean("e\u0301 \t\r\n")).isEqualTo(new Cleaner.Kept("e\u0301 \t\r\n"));
    assertThat(cleaner.clean("")).isEqualTo(Cleaner.Dropped.EMPTY);
  }

  @Test
  void normalizesBeforeItMeasures() {
    Cleaner cleaner = new Cleaner(spec(true, Map.of(Rule.MAX_CHARACTERS, 1.0)));
    assertThat(cleaner.clean("e\u0301")).isEqualTo(new Cleaner.Kept("\u00e9"));
  }

  @Test
  void everyRuleHasTwoSides() {
    String prose = "The cat and the dog have been with us.\nThat is all there is to say of it.\n";
    check(Rule.MIN_CHARACTERS, 5, "12345", "1234");
    check(Rule.MAX_CHARACTERS, 2, "🙂🙂", "🙂🙂🙂");
    check(Rule.MIN_WORDS, 3, "a b\nc", "a b");
    check(Rule.MAX_WORDS, 3, " a b c ", "a b c d");
    check(Rule.MIN_MEAN_WORD, 3, "ab abcd", "ab abc");
    check(Rule.MAX_MEAN_WORD, 3, "ab abcd", "abc abcd");
    check(Rule.MIN_LETTER_SHARE, 0.5, "ab 12", "ab 123");
    check(Rule.MIN_WORDS_WITH_LETTER, 0.5, "a1 22", "a1 22 33");
    check(Rule.MAX_SYMBOLS_PER_WORD, 0.5, "a # b c…", "a # #");
    check(Rule.MIN_STOP_WORDS, 2, prose, "the the the theory");
    check(Rule.MAX_BULLET_LINES, 0.5, "- a\nb", "- a\n• b\nc");
    check(Rule.MAX_ELLIPSIS_LINES, 0.5, "a...\nb", "a...\nb…\nc");
    check(Rule.MAX_REPEATED_LINES, 0.34, "a\na\nb", "a\n\na\n a \nb");
    check(Rule.MAX_LINE_CHARACTERS, 4, "abcd\nab", "ab\nabcde");
    assertThat(Rule.values()).hasSize(14);
  }

  private static void check(Rule rule, double bound, String kept, String dropped) {
    Cleaner cleaner = new Cleaner(spec(false, Map.of(rule, bound)));
    assertThat(cleaner.clean(kept)).as(rule + " " + kept).isEqualTo(new Cleaner.Kept(kept));
    assertThat(cleaner.clean(dropped))
        .as(rule + " " + dropped)
        .isEqualTo(new Cleaner.Dropped(rule.name().toLowerCase(Locale.ROOT)));
  }

  @Test
  void refusesImpossibleSettings() {
    assertThatThrownBy(() -> spec(false, Map.of(Rule.MIN_LETTER_SHARE, 1.1)))
        .isInstanceOf(CorpusException.class)
        .hasMessageContainingAll("MIN_LETTER_SHARE = 1.1", "0 to 1");
    assertThatThrownBy(() -> new NearDuplicates(5, 200, 8, 0.5, 0))
        .hasMessageContainingAll("bands x rows = 1600", "1024");
    assertThatThrownBy(() -> new NearDuplicates(5, 14, 8, 0, 0)).hasMessageContaining("threshold");
    assertThatThrownBy(() -> new Mixture(List.of(1.0, 0.0), 0)).hasMessageContaining("weight 0.0");
  }

  @Test
  void signaturesEstimateTheJaccardSimilarity() {
    NearDuplicates many = new NearDuplicates(1, 64, 8, 0.5, 3);
    MinHash minHash = new MinHash(many);
    for (int shared : new int[] {100, 300, 500, 700, 900}) {
      String one = words(0, 1000);
      String other = words(1000 - shared, 2000 - shared);
      double jaccard = shared / (2000.0 - shared);
      double standardError = Math.sqrt(jaccard * (1 - jaccard) / many.components());
      assertThat(MinHash.similarity(minHash.signature(one), minHash.signature(other)))
          .isCloseTo(jaccard, within(4 * standardError));
    }
    assertThat(minHash.signature(" .,!")).isEmpty();
  }

  @Test
  void shinglesAreRunsOfWordsWhateverStandsBetween() {
    assertThat(Shingles.of("A cat, a DOG!", 2)).isEqualTo(Shingles.of("a cat a dog", 2)).hasSize(3);
    assertThat(Shingles.of("a cat", 5)).hasSize(1);
    assertThat(Shingles.of("漢字仮", 1)).hasSize(3);
    assertThat(Shingles.of("ab c", 2)).isNotEqualTo(Shingles.of("a bc", 2));
    int[] shingles = Shingles.of(words(0, 20_000), 3);
    assertThat(Arrays.stream(shingles).distinct().count()).isGreaterThan(shingles.length - 3);
  }

  static String words(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> Long.toString(SplitMix64.mix(i) >>> 1, 36))
        .collect(Collectors.joining(" "));
  }

  /** The text with a share of its words replaced, at random. */
  static String edited(String text, double share, Random random) {
    return Arrays.stream(text.split(" "))
        .map(word -> random.nextDouble() < share ? "x" + random.nextInt() : word)
        .collect(Collectors.joining(" "));
  }

  private static CleaningSpec spec(boolean nfc, Map<Rule, Double> rules) {
    return new CleaningSpec(nfc, NulText.STOP, 1024, LongText.STOP, rules, false, Optional.empty());
  }
}
