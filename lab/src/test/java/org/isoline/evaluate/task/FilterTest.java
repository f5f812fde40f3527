package org.isoline.evaluate.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Expected texts are what Python 3.11 gives for the harness's rules. */
class FilterTest {

  @ParameterizedTest
  @CsvSource({
    "hELLO World, Hello world",
    "éTÉ, Été",
    "ǆUR, ǅur",
    "ﬁNE, Fine",
    "ßA, Ssa",
    "ΑΣ, Ας",
    "1st A, 1st a",
    "\uD801\uDC28\uD801\uDC00x, \uD801\uDC00\uD801\uDC28x",
    "İSTANBUL, İstanbul",
    "'', ''"
  })
  void capitaliseRaisesTheFirstCodePointAndLowersAllOthers(String text, String expected) {
    assertThat(Filter.CAPITALIZE.apply(text)).isEqualTo(expected);
  }

  @Test
  void whiteSpaceIsPythons() {
    assertThat(Filter.STRIP.apply("\u00A0\u0085 \u001Fa b\u2007\u202F\u3000\n")).isEqualTo("a b");
    assertThat(Filter.STRIP.apply("\u200Ba\uFEFF")).isEqualTo("\u200Ba\uFEFF");
    assertThat(Filter.LSTRIP.apply(" \u00A0a ")).isEqualTo("a ");
    assertThat(Filter.SQUEEZE.apply(" a \u00A0\n b\tc ")).isEqualTo("a b c");
    assertThat(PythonText.pieces(" = A = \n b ")).isEqualTo(6);
    assertThat(PythonText.pieces("a\u00A0b")).isEqualTo(2);
    assertThat(PythonText.pieces("")).isEqualTo(1);
  }

  @Test
  void hellaswagLosesItsMarksButNotTheSpaceThatTheyLeave() {
    assertThat(Filter.HELLASWAG.apply("  [header] How to x [title] Do it.   [step] Go [now  "))
        .isEqualTo(" How to x. Do it.  Go [now");
    assertThat(Filter.HELLASWAG.apply("a [b\nc] d [e] f")).isEqualTo("a [b\nc] d f");
    assertThat(Filter.HELLASWAG.apply("a    b")).as("one pass").isEqualTo("a  b");
  }

  @Test
  void wikitextIsDetokenisedAsTheHarnessDoesIt() {
    assertThat(
            Filter.WIKITEXT.apply(
                " The score was 3 @.@ 5 – 1 @,@ 200 ; it was ( so they said ) a \" great \" game ."
                    + " Then ? No ! Yes : ' maybe ' , he said . \n = = = A = = = \n 40 ° C N 's"
                    + " dogs ' tails [ x ] { y } /' 7/ e @-@ f \n"))
        .isEqualTo(
            " The score was 3.5 – 1,200; it was (so they said) a \"great\" game. Then? No! Yes:"
                + " 'maybe', he said.\n=== A ===\n40°C 1's dogs' tails [x] {y} /'[0-9]/ e-f\n");
  }

  @Test
  void wikitextKnowsTheDegreeSignAndFourEqualsSigns() {
    assertThat(Filter.WIKITEXT.apply("40 \u00B0 C\n= = = = B = = = =\n= = D = ="))
        .isEqualTo("40\u00B0C\n==== B ====\n== D ==");
  }

  @Test
  void theGapIsTheFirst() {
    assertThat(Filter.BEFORE_GAP.apply("so _ and _ ran")).isEqualTo("so ");
    assertThat(Filter.AFTER_GAP.apply("so _ and _ ran")).isEqualTo(" and _ ran");
  }

  @Test
  void lambadaSplitsOnSingleSpaces() {
    assertThat(Filter.ALL_BUT_LAST_WORD.apply("a  b\nc d")).isEqualTo("a  b\nc");
    assertThat(Filter.LAST_WORD.apply("a  b\nc d")).isEqualTo(" d");
    assertThat(Filter.ALL_BUT_LAST_WORD.apply("one")).isEmpty();
    assertThat(Filter.LAST_WORD.apply("one")).isEqualTo(" one");
    assertThat(Filter.LAST_WORD.apply("a ")).isEqualTo(" ");
  }

  @Test
  void questionAndTextAreDividedByTheFirstBlankLine() {
    assertThat(Filter.FIRST_PARAGRAPH.apply("q\nr\n\nt\n\nu")).isEqualTo("q\nr");
    assertThat(Filter.OTHER_PARAGRAPHS.apply("q\nr\n\nt\n\nu")).isEqualTo("t\n\nu");
  }

  @Test
  void qualityHasItsOptionsCutOut() {
    String text = " (A) red  one\n (B) blue\n(C)  green \n (D) no (A)\n\n\n Story (D) x\n\nend \n";
    assertThat(Filter.options(text)).containsExactly("red one", "blue", "green", "no", "");
    String plain = "(A) red  one\n (B) blue\n (C) green\n (D) none\n\n\n Story (D) x\n\nend \n";
    assertThat(Filter.options(plain)).containsExactly("red one", "blue", "green", "none");
    assertThat(Filter.WITHOUT_OPTIONS.apply(plain)).isEqualTo("Story (D) x\n\nend");
  }

  @Test
  void copaIsMadeASentence() {
    assertThat(Filter.WITHOUT_FULL_STOP.apply(" It rained. ")).isEqualTo("It rained");
    assertThat(Filter.LOWER_FIRST.apply("The street")).isEqualTo("the street");
    assertThat(Filter.CONNECTIVE.apply("cause")).isEqualTo("because");
    assertThat(Filter.CONNECTIVE.apply("effect")).isEqualTo("therefore");
  }

  @ParameterizedTest
  @CsvSource({
    "BEFORE_GAP, no gap",
    "AFTER_GAP, no gap",
    "FIRST_PARAGRAPH, no blank line",
    "OTHER_PARAGRAPHS, no blank line",
    "WITHOUT_OPTIONS, no option (D)",
    "CONNECTIVE, neither cause nor effect"
  })
  void textsOfAnotherFormAreRefused(Filter filter, String reason) {
    assertThatThrownBy(() -> filter.apply("no such thing"))
        .isInstanceOf(BadRowException.class)
        .hasMessageContaining("no such thing")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "STRIP",
        "LSTRIP",
        "SQUEEZE",
        "CAPITALIZE",
        "HELLASWAG",
        "WIKITEXT",
        "ALL_BUT_LAST_WORD",
        "LOWER_FIRST",
        "WITHOUT_FULL_STOP"
      })
  void noTextBecomesNone(Filter filter) {
    assertThat(filter.apply("")).isEmpty();
    assertThat(List.of(Filter.values())).contains(filter);
  }
}
