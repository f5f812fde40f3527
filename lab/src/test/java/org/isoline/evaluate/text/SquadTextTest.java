package org.isoline.evaluate.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SquadTextTest {
  @Test
  void caseArticlesPunctuationAndSpacesDoNotCount() {
    assertThat(SquadText.normalise("  The  Cat's\tA, an-apple (the end) "))
        .isEqualTo("cats anapple end");
  }

  @Test
  void punctuationGoesBeforeArticles() {
    // "A." is an article once its point is gone; "a-b" is one word.
    assertThat(SquadText.normalise("A. a-b th_e")).isEqualTo("ab");
  }

  @Test
  void onlyAsciiPunctuationIsDropped() {
    assertThat(SquadText.normalise("\u201cNo\u201d \u2014 50\u20ac!"))
        .isEqualTo("\u201cno\u201d \u2014 50\u20ac");
    assertThat(SquadText.normalise("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")).isEmpty();
  }

  @Test
  void articlesEndWhereUnicodeWordsEnd() {
    assertThat(SquadText.normalise("the\u00e9 \u00e9a th\u00e9 a\u00b2"))
        .isEqualTo("the\u00e9 \u00e9a th\u00e9 a\u00b2");
    // Neither an accent on its own nor a dash is part of a word to Python.
    assertThat(SquadText.normalise("the\u2014cat a\u0301")).isEqualTo("\u2014cat \u0301");
  }

  @Test
  void spacesOfUnicodeSeparateWords() {
    assertThat(SquadText.normalise("one\u00a0two\u3000three\u2028four\u0085five\u001csix"))
        .isEqualTo("one two three four five six");
  }

  @Test
  void wordsInCommonCountAsOftenAsTheRarerSideHasThem() {
    Overlap overlap = SquadText.overlap("to be or to do", "to be or not to be to");
    assertThat(overlap.precision()).isEqualTo(4 / 5.0);
    assertThat(overlap.recall()).isEqualTo(4 / 7.0);
    assertThat(overlap.f()).isEqualTo(2 / 3.0);
  }

  @Test
  void orderCountsForExactMatchAlone() {
    assertThat(SquadText.overlap("cat black", "the black cat").f()).isEqualTo(1);
    assertThat(SquadText.exactMatch("cat black", "the black cat")).isFalse();
    assertThat(SquadText.exactMatch("Black cat.", "the black cat")).isTrue();
  }

  @Test
  void nothingMatchesNothingButSharesNoWord() {
    assertThat(SquadText.exactMatch("", "The ...")).isTrue();
    assertThat(SquadText.overlap("", "The ...")).isEqualTo(Overlap.NONE);
    assertThat(SquadText.overlap("", "word").f()).isZero();
    assertThat(SquadText.overlap("word", "!").f()).isZero();
    assertThat(SquadText.exactMatch("word", "!")).isFalse();
  }
}
