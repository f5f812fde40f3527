package org.isoline.evaluate.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.isoline.evaluate.average.Average;
import org.isoline.model.Architecture;
import org.junit.jupiter.api.Test;

class PublishedTablesTest {
  /** Half a unit of the second decimal, and of the first. */
  private static final double HUNDREDTH = 0.005 + 1e-9;

  private static final double TENTH = 0.05 + 1e-9;

  private static void assertShares(List<PublishedRow> rows, String key, int n) {
    for (PublishedRow row : rows) {
      double printed = row.score(key).orElseThrow();
      double nearest = 100.0 * Math.round(printed * n / 100) / n;
      assertThat(printed).as("%s of %s", key, row.name()).isCloseTo(nearest, within(HUNDREDTH));
    }
  }

  private static PublishedRow row(
      List<PublishedRow> rows, Architecture architecture, String size, int context) {
    return rows.stream()
        .filter(row -> row.architecture() == architecture)
        .filter(row -> row.size().equals(size) && row.context() == context)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyTableHasItsRows() {
    assertThat(PublishedTables.commonsense()).hasSize(44);
    assertThat(PublishedTables.scrolls()).hasSize(39);
    assertThat(PublishedTables.needle()).hasSize(39);
    assertThat(tables(PublishedTables.commonsense())).isEqualTo(Map.of(4, 24L, 5, 8L, 6, 12L));
    assertThat(tables(PublishedTables.scrolls())).isEqualTo(Map.of(8, 24L, 9, 8L, 10, 12L));
    assertThat(tables(PublishedTables.needle())).isEqualTo(Map.of(11, 24L, 12, 8L, 13, 12L));
  }

  private static Map<Integer, Long> tables(List<PublishedRow> rows) {
    return rows.stream()
        .flatMap(row -> row.tables().stream())
        .collect(Collectors.groupingBy(table -> table, Collectors.counting()));
  }

  @Test
  void cellsStandUnderTheirColumns() {
    PublishedRow sense = row(PublishedTables.commonsense(), Architecture.HGRN2, "7B", 8192);
    assertThat(sense.score("openbookqa:acc_norm")).hasValue(38.00);
    assertThat(sense.score("lambada:perplexity")).hasValue(5.2);
    assertThat(sense.printed(Average.CSR7)).hasValue(58.78);
    PublishedRow needle = row(PublishedTables.needle(), Architecture.TNL, "1B-1536", 16384);
    assertThat(needle.score("niah_easy:acc_2k")).hasValue(43.2);
    assertThat(needle.score("niah_standard:score")).hasValue(1.4);
    assertThat(needle.tables()).containsExactly(13);
    PublishedRow failed = row(PublishedTables.scrolls(), Architecture.TNL, "3B", 8192);
    assertThat(failed.score("gov_report:rouge1")).isEmpty();
    assertThat(failed.score("summ_screen_fd:rouge1")).hasValue(9.65);
    assertThat(failed.score("contract_nli:em")).hasValue(12.92);
    assertThat(failed.name()).isEqualTo("TNL 3B, 8192 tokens");
  }

  @Test
  void everyPrintedMeanOfCommonSenseIsThePlainMeanOfSeven() {
    assertThat(PublishedTables.recomputed(Average.CSR7)).hasSize(44).allMatch(Recomputed::agrees);
  }

  @Test
  void thePrintedMeanOfScrollsIsThatOfThirteenColumnsButForTwoRows() {
    List<Recomputed> rows = PublishedTables.recomputed(Average.SCROLLS13);
    assertThat(rows).hasSize(39);
    List<Recomputed> others = rows.stream().filter(row -> !row.agrees()).toList();
    assertThat(others)
        .extracting(other -> other.row().name())
        .containsExactly("HGRN2 70M, 8192 tokens", "HGRN2 160M, 8192 tokens");
    assertThat(others)
        .extracting(other -> other.printed().orElseThrow())
        .containsExactly(7.32, 8.29);
    assertThat(others.get(0).recomputed().value().orElseThrow()).isCloseTo(7.38, within(HUNDREDTH));
    assertThat(others.get(1).recomputed().value().orElseThrow()).isCloseTo(8.19, within(HUNDREDTH));
    assertThat(others.get(0).difference().orElseThrow()).isCloseTo(0.06, within(HUNDREDTH));
    assertThat(others.get(1).difference().orElseThrow()).isCloseTo(-0.10, within(HUNDREDTH));
  }

  @Test
  void failedTasksAreNamedBesideTheAverage() {
    List<Recomputed> gaps =
        PublishedTables.recomputed(Average.SCROLLS13).stream()
            .filter(row -> !row.recomputed().missing().isEmpty())
            .toList();
    assertThat(gaps)
        .extracting(gap -> gap.row().name())
        .containsExactly(
            "TNL 160M, 8192 tokens", "TNL 3B, 8192 tokens", "cosFormer2 1B-1536, 16384 tokens");
    assertThat(gaps.getLast().recomputed().missing())
        .containsExactly("summ_screen_fd:rouge1", "summ_screen_fd:rouge2", "summ_screen_fd:rougeL");
    assertThat(gaps).allMatch(Recomputed::agrees);
  }

  @Test
  void aFailureCostsInTheScoreOfTheBenchmark() {
    for (Recomputed row : PublishedTables.recomputed(Average.SCROLLS_OFFICIAL)) {
      assertThat(row.printed()).isEmpty();
      assertThat(row.difference()).isEmpty();
      assertThat(row.agrees()).isFalse();
      assertThat(row.recomputed().used()).hasSize(7 - row.recomputed().missing().size());
    }
    Recomputed failed =
        PublishedTables.recomputed(Average.SCROLLS_OFFICIAL).stream()
            .filter(row -> row.row().name().equals("TNL 3B, 8192 tokens"))
            .findFirst()
            .orElseThrow();
    double expected =
        (Math.cbrt(9.65 * 1.56 * 7.17)
                + Math.cbrt(11.37 * 2.97 * 9.14)
                + 21.2
                + 17.7
                + 28.95
                + 12.92)
            / 7;
    assertThat(failed.recomputed().value().orElseThrow()).isCloseTo(expected, within(1e-9));
  }

  @Test
  void theEighthTaskWasNotPrinted() {
    assertThat(PublishedTables.recomputed(Average.CSR8))
        .hasSize(44)
        .allMatch(row -> row.recomputed().value().isEmpty())
        .allMatch(row -> row.recomputed().missing().equals(List.of("social_iqa:acc")));
  }

  @Test
  void accuraciesAreMultiplesOfOneOverTheSizeOfTheirSplit() {
    List<PublishedRow> rows = PublishedTables.commonsense();
    assertShares(rows, "boolq:acc", 3270);
    assertShares(rows, "piqa:acc", 1838);
    assertShares(rows, "hellaswag:acc_norm", 10042);
    assertShares(rows, "winogrande:acc", 1267);
    assertShares(rows, "arc_easy:acc", 2376);
    assertShares(rows, "arc_challenge:acc_norm", 1172);
    assertShares(rows, "openbookqa:acc_norm", 500);
    assertShares(PublishedTables.scrolls(), "quality:em", 2086);
    assertShares(PublishedTables.scrolls(), "contract_nli:em", 1037);
  }

  @Test
  void accuraciesAtALengthAreMultiplesOfOneOverThirtyFiveDepthsTimesNineSteps() {
    List<Double> between = new ArrayList<>();
    for (PublishedRow row : PublishedTables.needle()) {
      for (String mode : List.of("niah_easy", "niah_standard")) {
        Stream.of(":acc_2k", ":acc_4k", ":acc_8k", ":acc_16k")
            .map(metric -> row.score(mode + metric).orElseThrow())
            .filter(accuracy -> accuracy > 0 && accuracy < 100)
            .forEach(between::add);
      }
    }
    assertThat(between).hasSize(197);
    for (double accuracy : between) {
      double nearest = 100.0 * Math.round(accuracy * 315 / 100) / 315;
      assertThat(accuracy).isCloseTo(nearest, within(TENTH));
    }
  }

  @Test
  void noNeedleWasLeftOut() {
    for (PublishedRow row : PublishedTables.needle()) {
      assertThat(row.scores()).hasSize(18);
    }
  }
}
