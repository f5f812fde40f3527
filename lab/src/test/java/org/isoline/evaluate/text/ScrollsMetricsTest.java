package org.isoline.evaluate.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.isoline.evaluate.average.Measured;
import org.junit.jupiter.api.Test;

class ScrollsMetricsTest {
  private static final double PRINTED = 5e-5;

  /** The example in the documentation of the metric of tau/scrolls, with its values below. */
  private static final List<Answer> EXAMPLE =
      List.of(
          new Answer("exact match example", List.of("exact match example")),
          new Answer("hello there", List.of("hello", "hi there")),
          new Answer("general kenobi", List.of("commander kenobi")));

  private static void assertMean(TextMetric metric, double expected) {
    assertThat(ScrollsMetrics.mean(metric, EXAMPLE).value()).isCloseTo(expected, within(PRINTED));
  }

  @Test
  void theExampleOfTheMetricHasItsValues() {
    assertMean(TextMetric.ROUGE_1, 72.2222);
    assertMean(TextMetric.ROUGE_2, 33.3333);
    assertMean(TextMetric.ROUGE_L, 72.2222);
    assertMean(TextMetric.EXACT_MATCH, 33.3333);
    assertMean(TextMetric.F1, 72.2222);
    assertThat(ScrollsMetrics.geometricMean(EXAMPLE).value()).isCloseTo(55.8136, within(PRINTED));
  }

  @Test
  void everyScoreTakesItsOwnBestReference() {
    Answer answer = new Answer("a b c d", List.of("d c b a", "a b"));
    assertThat(TextMetric.ROUGE_1.of(answer)).isEqualTo(1);
    assertThat(TextMetric.ROUGE_2.of(answer)).isEqualTo(0.5);
    assertThat(TextMetric.ROUGE_L.of(answer)).isCloseTo(2 / 3.0, within(1e-12));
  }

  @Test
  void itemsKeepTheirValues() {
    assertThat(ScrollsMetrics.perItem(TextMetric.EXACT_MATCH, EXAMPLE)).containsExactly(100, 0, 0);
    Measured mean = ScrollsMetrics.mean(TextMetric.EXACT_MATCH, EXAMPLE);
    assertThat(mean.standardError().orElseThrow()).isCloseTo(100 / 3.0, within(1e-9));
  }

  @Test
  void aSummaryReportsFourScores() {
    Map<String, Measured> summary = ScrollsMetrics.summary("qmsum", EXAMPLE);
    assertThat(summary.keySet())
        .containsExactly("qmsum:rouge1", "qmsum:rouge2", "qmsum:rougeL", "qmsum:rouge");
    assertThat(summary.get("qmsum:rouge")).isEqualTo(ScrollsMetrics.geometricMean(EXAMPLE));
  }

  @Test
  void theErrorOfAGeometricMeanIsTheSlopeTimesThatOfTheItems() {
    // Leaving one item out at a time estimates the same error without the delta method.
    List<Answer> answers =
        IntStream.range(0, 150)
            .mapToObj(
                i ->
                    new Answer(
                        "alpha beta gamma delta w" + i % 7 + " " + "filler ".repeat(i % 11),
                        List.of("alpha beta w" + i % 5 + " gamma delta")))
            .toList();
    double[] without = new double[answers.size()];
    for (int i = 0; i < without.length; i++) {
      List<Answer> rest = new ArrayList<>(answers);
      rest.remove(i);
      without[i] = geometricValue(rest);
    }
    double mean = Measured.mean(without).value();
    double squares = Arrays.stream(without).map(v -> (v - mean) * (v - mean)).sum();
    double jackknife = Math.sqrt(squares * (without.length - 1) / without.length);
    double error = ScrollsMetrics.geometricMean(answers).standardError().orElseThrow();
    assertThat(error).isCloseTo(jackknife, within(0.01 * jackknife));
  }

  private static double geometricValue(List<Answer> answers) {
    return ScrollsMetrics.geometricMean(answers).value();
  }

  @Test
  void aGeometricMeanWithAZeroHasNoError() {
    Measured mean = ScrollsMetrics.geometricMean(List.of(new Answer("a", List.of("a"))));
    assertThat(mean).isEqualTo(Measured.valueOnly(0));
  }

  @Test
  void emptyTextsScoreNothing() {
    for (Answer answer :
        List.of(
            new Answer("", List.of("words")),
            new Answer("words", List.of("")),
            new Answer("?!", List.of("words", "...")))) {
      for (TextMetric metric : List.of(TextMetric.ROUGE_1, TextMetric.ROUGE_L, TextMetric.F1)) {
        assertThat(metric.of(answer)).as("%s of %s", metric, answer).isZero();
      }
    }
  }

  @Test
  void anAnswerNeedsAReferenceAndAMeanAnAnswer() {
    assertThatThrownBy(() -> new Answer("words", List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'words'")
        .hasMessageContaining("at least one");
    assertThatThrownBy(() -> ScrollsMetrics.mean(TextMetric.F1, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
