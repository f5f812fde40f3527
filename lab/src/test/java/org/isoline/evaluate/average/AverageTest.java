package org.isoline.evaluate.average;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AverageTest {
  private static final double TIGHT = 1e-12;

  /** 1, 2, 3 ... for the parts of an average, each with an error of a tenth. */
  private static Map<String, Measured> counting(Average average) {
    Map<String, Measured> scores = new LinkedHashMap<>();
    for (String part : average.parts()) {
      int next = scores.size() + 1;
      scores.put(part, Measured.of(next, next / 10.0));
    }
    return scores;
  }

  private static double value(Averaged averaged) {
    return averaged.value().orElseThrow();
  }

  private static double error(Averaged averaged) {
    return averaged.standardError().orElseThrow();
  }

  @Test
  void partsAreThoseOfThePaperAndOfTheBenchmark() {
    assertThat(Average.CSR7.parts()).hasSize(7).doesNotContain("social_iqa:acc");
    assertThat(Average.CSR8.parts())
        .hasSize(8)
        .containsAll(Average.CSR7.parts())
        .contains("social_iqa:acc");
    assertThat(Average.SCROLLS13.parts()).hasSize(13).startsWith("gov_report:rouge1");
    assertThat(Average.SCROLLS_OFFICIAL.parts()).hasSize(7).startsWith("gov_report:rouge");
  }

  @Test
  void aMeanHasTheErrorOfIndependentParts() {
    Averaged averaged = Average.CSR7.over(counting(Average.CSR7));
    assertThat(value(averaged)).isCloseTo(4, within(TIGHT));
    assertThat(error(averaged)).isCloseTo(Math.sqrt(140) / 10 / 7, within(TIGHT));
    assertThat(averaged.used()).isEqualTo(Average.CSR7.parts());
    assertThat(averaged.missing()).isEmpty();
  }

  @Test
  void keysOfOtherTasksDoNotCount() {
    Map<String, Measured> scores = counting(Average.CSR8);
    scores.put("boolq:acc_norm", Measured.valueOnly(99));
    assertThat(value(Average.CSR7.over(scores))).isCloseTo(4, within(TIGHT));
    assertThat(value(Average.CSR8.over(scores))).isCloseTo(4.5, within(TIGHT));
  }

  @Test
  void anUnknownErrorOfAPartLeavesTheAverageWithoutOne() {
    Map<String, Measured> scores = counting(Average.CSR7);
    scores.put("piqa:acc", Measured.valueOnly(2));
    Averaged averaged = Average.CSR7.over(scores);
    assertThat(value(averaged)).isCloseTo(4, within(TIGHT));
    assertThat(averaged.standardError()).isEmpty();
  }

  @Test
  void commonSenseWithAGapHasNoValueButNamesTheGap() {
    Map<String, Measured> scores = counting(Average.CSR7);
    scores.remove("hellaswag:acc_norm");
    Averaged averaged = Average.CSR7.over(scores);
    assertThat(averaged.value()).isEmpty();
    assertThat(averaged.standardError()).isEmpty();
    assertThat(averaged.used()).hasSize(6);
    assertThat(averaged.missing()).containsExactly("hellaswag:acc_norm");
    assertThat(Average.CSR8.over(counting(Average.CSR7)).missing())
        .containsExactly("social_iqa:acc");
  }

  @Test
  void failedColumnsAreDroppedAsInThePaperAndNamed() {
    Map<String, Measured> scores = counting(Average.SCROLLS13);
    scores.remove("gov_report:rouge1");
    scores.remove("contract_nli:em");
    Averaged averaged = Average.SCROLLS13.over(scores);
    assertThat(value(averaged)).isCloseTo((91 - 1 - 13) / 11.0, within(TIGHT));
    assertThat(averaged.standardError()).isEmpty();
    assertThat(averaged.missing()).containsExactly("gov_report:rouge1", "contract_nli:em");
  }

  @Test
  void aSummaryCountsOnceByTheGeometricMean() {
    Map<String, Measured> scores = new LinkedHashMap<>();
    for (String task : List.of("gov_report", "summ_screen_fd", "qmsum")) {
      scores.put(task + ":rouge1", Measured.of(16, 1.6));
      scores.put(task + ":rouge2", Measured.of(4, 0.4));
      scores.put(task + ":rougeL", Measured.of(8, 0.8));
    }
    for (String key : List.of("qasper:f1", "narrative_qa:f1", "quality:em", "contract_nli:em")) {
      scores.put(key, Measured.of(20, 0));
    }
    Averaged averaged = Average.SCROLLS_OFFICIAL.over(scores);
    assertThat(value(averaged)).isCloseTo((3 * 8 + 4 * 20) / 7.0, within(TIGHT));
    // A tenth of each factor is a tenth of the geometric mean.
    assertThat(error(averaged)).isCloseTo(Math.sqrt(3 * 0.64) / 7, within(TIGHT));
  }

  @Test
  void aMeasuredGeometricMeanGoesBeforeTheOneOfMeans() {
    Map<String, Measured> scores = counting(Average.SCROLLS_OFFICIAL);
    scores.put("gov_report:rouge1", Measured.valueOnly(50));
    scores.put("gov_report:rouge2", Measured.valueOnly(50));
    scores.put("gov_report:rougeL", Measured.valueOnly(50));
    Averaged averaged = Average.SCROLLS_OFFICIAL.over(scores);
    assertThat(value(averaged)).isCloseTo(4, within(TIGHT));
    assertThat(averaged.standardError()).isPresent();
  }

  @Test
  void aFailedTaskCountsNothingInTheBenchmark() {
    Map<String, Measured> scores = counting(Average.SCROLLS_OFFICIAL);
    scores.remove("qmsum:rouge");
    scores.put("qmsum:rouge1", Measured.valueOnly(50));
    scores.put("qmsum:rougeL", Measured.valueOnly(50));
    Averaged averaged = Average.SCROLLS_OFFICIAL.over(scores);
    assertThat(value(averaged)).isCloseTo((28 - 3) / 7.0, within(TIGHT));
    assertThat(averaged.standardError()).isEmpty();
    assertThat(averaged.missing()).containsExactly("qmsum:rouge");
  }

  @Test
  void nothingMeasuredHasNoAverage() {
    for (Average average : Average.published()) {
      Averaged averaged = average.over(Map.of());
      assertThat(averaged.value()).as(average.id()).isEmpty();
      assertThat(averaged.missing()).isEqualTo(average.parts());
    }
  }

  @Test
  void namesLeadToAverages() {
    for (Average average : Average.published()) {
      assertThat(Average.of(average.id())).isEqualTo(average);
    }
    assertThatThrownBy(() -> Average.of("csr9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'csr9'")
        .hasMessageContaining("csr7, csr8, scrolls13, scrolls_official");
  }

  @Test
  void scoresAndErrorsAreFinite() {
    assertThatThrownBy(() -> Measured.valueOnly(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> Measured.of(1, -0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-0.5");
  }

  @Test
  void aMeanOfValuesHasTheErrorOfASample() {
    Measured mean = Measured.mean(new double[] {1, 2, 3, 6});
    assertThat(mean.value()).isEqualTo(3);
    assertThat(mean.standardError().orElseThrow())
        .isCloseTo(Math.sqrt(14 / 3.0 / 4), within(TIGHT));
    assertThat(Measured.mean(new double[] {5})).isEqualTo(Measured.valueOnly(5));
    assertThatThrownBy(() -> Measured.mean(new double[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
