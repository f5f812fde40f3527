package org.isoline.evaluate.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ContainmentTest {
  private static final String NEEDLE = "Eat a sandwich, and sit in the park: a park.";

  @Test
  void wordsCountOnceAndWithoutCase() {
    // eat a sandwich and sit in the park
    assertThat(Containment.words(NEEDLE, "SIT in the Park.")).isEqualTo(4 / 8.0);
    assertThat(Containment.words(NEEDLE, "parks sitting")).isZero();
    assertThat(Containment.words(NEEDLE, "")).isZero();
    assertThat(Containment.words(NEEDLE, NEEDLE)).isEqualTo(1);
  }

  @Test
  void wordsAreThoseOfUnicode() {
    assertThat(Containment.words("Caf\u00c9 \u041c\u0418\u0420", "caf\u00e9, \u043c\u0438\u0440!"))
        .isEqualTo(1);
    assertThat(Containment.words("caf\u00e9", "caf")).isZero();
    assertThat(Containment.words("don't", "don t")).isEqualTo(1);
  }

  @Test
  void aNeedleScoresOneToTenAndHalvesGoUp() {
    assertThat(Containment.needleScore(NEEDLE, "nothing")).isEqualTo(1);
    assertThat(Containment.needleScore(NEEDLE, NEEDLE)).isEqualTo(10);
    // 9/2 and 9/6 are halves.
    assertThat(Containment.needleScore("one two", "two")).isEqualTo(6);
    assertThat(Containment.needleScore("a b c d e f", "c")).isEqualTo(3);
    assertThat(Containment.needleScore("a b c d e f g", "c")).isEqualTo(2);
  }

  @Test
  void everyScoreIsTheRoundedShare() {
    for (int all = 1; all <= 40; all++) {
      String answer = words(all);
      for (int found = 0; found <= all; found++) {
        BigDecimal share =
            BigDecimal.valueOf(9L * found).divide(BigDecimal.valueOf(all), 0, RoundingMode.HALF_UP);
        assertThat(Containment.needleScore(answer, words(found)))
            .as("%d of %d", found, all)
            .isEqualTo(1 + share.intValue());
      }
    }
  }

  private static String words(int count) {
    return String.join(" ", IntStream.range(0, count).mapToObj(i -> "w" + i).toList());
  }

  @Test
  void anAnswerWithoutWordsCannotBeFound() {
    for (String answer : List.of("", "?!", " ")) {
      assertThatThrownBy(() -> Containment.needleScore(answer, "text"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + answer + "'");
    }
  }

  @Test
  void verbatimMeansEveryLetter() {
    assertThat(Containment.verbatim("sit in", "to sit in")).isTrue();
    assertThat(Containment.verbatim("Sit in", "to sit in")).isFalse();
    assertThatThrownBy(() -> Containment.verbatim("", "text"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void referencesAreFoundInsideWordsAndWithoutCase() {
    List<String> references = List.of("12345", "ABC", "\u0141\u00d3D\u0179");
    assertThat(Containment.all(references, "x912345, abcd")).isEqualTo(2 / 3.0);
    assertThat(Containment.all(references, "12345 abc \u0142\u00f3d\u017a")).isEqualTo(1);
    assertThat(Containment.all(references, "")).isZero();
  }

  @Test
  void oneReferenceIsEnoughForAQuestion() {
    assertThat(Containment.any(List.of("Paris", "Lyon"), "in lyon")).isEqualTo(1);
    assertThat(Containment.any(List.of("Paris", "Lyon"), "in Nice")).isZero();
    assertThat(Containment.any(List.of("!"), "")).isZero();
  }

  @Test
  void emptyReferencesAreRefused() {
    Stream.of(List.<String>of(), List.of("a", ""))
        .forEach(
            references ->
                assertThatThrownBy(() -> Containment.all(references, "text"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("reference"));
  }
}
