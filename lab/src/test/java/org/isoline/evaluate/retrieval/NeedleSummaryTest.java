package org.isoline.evaluate.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.isoline.corpus.ByteTokenizer;
import org.junit.jupiter.api.Test;

class NeedleSummaryTest {
  private static final NeedleGrid PAPER = NeedleGrid.paper();

  private static List<NeedleScore> scores(NeedleGrid grid, ToIntFunction<NeedleCell> score) {
    return grid.cells().stream()
        .map(cell -> new NeedleScore(cell, score.applyAsInt(cell), false))
        .toList();
  }

  private static NeedleSummary summary(NeedleGrid grid, ToIntFunction<NeedleCell> score) {
    return NeedleSummary.of(grid, scores(grid, score), NeedleWeights.DEFAULT);
  }

  @Test
  void allCorrectUpTo8059TokensComesToTheKnownAverages() {
    NeedleSummary summary = summary(PAPER, cell -> cell.length() <= 8059 ? 10 : 1);
    assertThat(100 * summary.average()).isCloseTo(100 * 17 / 35.0, within(1e-9));
    assertThat(100 * summary.average()).isCloseTo(48.57, within(0.005));
    assertThat(100 * summary.weightedAverage()).isCloseTo(44.24, within(0.005));
    assertThat(summary.niahScore()).isCloseTo(summary.weightedAverage(), within(1e-12));
    assertThat(summary.at())
        .containsExactly(
            new LengthAccuracy(2000, 1882, 1),
            new LengthAccuracy(4000, 4088, 1),
            new LengthAccuracy(8000, 8059, 1),
            new LengthAccuracy(16_000, 16_000, 0));
    assertThat(summary.upTo().get(2)).isEqualTo(new LengthAccuracy(8000, 8059, 1));
    assertThat(summary.upTo().get(3).accuracy()).isCloseTo(17 / 35.0, within(1e-12));
  }

  @Test
  void equalWeightsGiveTheAverage() {
    List<NeedleScore> scores = scores(PAPER, cell -> 1 + (cell.length() + cell.depth()) % 10);
    NeedleSummary summary = NeedleSummary.of(PAPER, scores, new NeedleWeights(1, 1, 7));
    assertThat(summary.weightedAverage()).isCloseTo(summary.average(), within(1e-12));
  }

  @Test
  void anAlternatingColumnHas35Runs() {
    NeedleGrid column = new NeedleGrid(List.of(1000), PAPER.depths());
    NeedleSummary summary =
        NeedleSummary.of(
            column,
            scores(column, cell -> PAPER.depths().indexOf(cell.depth()) % 2 == 0 ? 10 : 1),
            new NeedleWeights(1, 1, 7));
    assertThat(summary.niahScore()).isCloseTo(18 / 35.0 * Math.pow(2, -17), within(1e-18));
    assertThat(summary.weightedAverage()).isCloseTo(18 / 35.0, within(1e-12));
  }

  @Test
  void oneBlockOfSuccessesHasTwoOrThreeRuns() {
    NeedleGrid column = new NeedleGrid(List.of(1000), List.of(0, 25, 50, 75, 100));
    NeedleWeights even = new NeedleWeights(1, 1, 7);
    assertThat(
            NeedleSummary.of(column, scores(column, c -> c.depth() < 50 ? 10 : 1), even)
                .niahScore())
        .isCloseTo(0.4 * Math.sqrt(0.5), within(1e-12));
    assertThat(
            NeedleSummary.of(column, scores(column, c -> c.depth() == 50 ? 10 : 1), even)
                .niahScore())
        .isCloseTo(0.2 * 0.5, within(1e-12));
    // Nothing passes, though every cell has part of the answer.
    assertThat(NeedleSummary.of(column, scores(column, c -> 6), even).niahScore()).isZero();
    assertThat(NeedleSummary.of(column, scores(column, c -> 7), even).niahScore())
        .isCloseTo(6 / 9.0, within(1e-12));
  }

  @Test
  void laterDepthsAndLengthsWeighMore() {
    NeedleGrid grid = new NeedleGrid(List.of(10, 20), List.of(0, 100));
    NeedleWeights weights = new NeedleWeights(2, 3, 7);
    List<NeedleScore> last = scores(grid, c -> c.length() == 20 && c.depth() == 100 ? 10 : 1);
    assertThat(NeedleSummary.of(grid, last, weights).weightedAverage())
        .isCloseTo(6 / 12.0, within(1e-12));
    List<NeedleScore> deep = scores(grid, c -> c.length() == 10 && c.depth() == 100 ? 10 : 1);
    assertThat(NeedleSummary.of(grid, deep, weights).weightedAverage())
        .isCloseTo(2 / 12.0, within(1e-12));
  }

  /** Tables 11 to 13, LLaMA 1B in standard mode: 82.9 at 4k, 97.9 up to 4k. */
  @Test
  void upToNIncludesTheLengthNearestToN() {
    int failures = 6;
    NeedleSummary summary =
        summary(
            PAPER,
            cell ->
                cell.length() == 4088 && PAPER.depths().indexOf(cell.depth()) < failures ? 1 : 10);
    assertThat(100 * summary.at().get(1).accuracy()).isCloseTo(82.9, within(0.05));
    assertThat(100 * summary.upTo().get(1).accuracy()).isCloseTo(97.9, within(0.05));
  }

  @Test
  void gridsFarFromANamedLengthHaveNoFigureForIt() {
    NeedleSummary summary = summary(NeedleGrid.spaced(1024, 3900, 4, 3), cell -> 10);
    assertThat(summary.at()).extracting(LengthAccuracy::asked).containsExactly(2000, 4000);
    assertThat(summary.at()).extracting(LengthAccuracy::length).containsExactly(1983, 3900);
    assertThat(summary(NeedleGrid.spaced(100, 300, 3, 3), cell -> 10).at()).isEmpty();
  }

  @Test
  void theStandardErrorIsThatOfAMeanOverCells() {
    NeedleGrid grid = new NeedleGrid(List.of(10, 20), List.of(0, 100));
    NeedleSummary summary = summary(grid, cell -> cell.length() == 10 ? 10 : 1);
    assertThat(summary.standardError().orElseThrow())
        .isCloseTo(Math.sqrt(4 * 0.25 / 3) / 2, within(1e-12));
    assertThat(summary(new NeedleGrid(List.of(10), List.of(0)), cell -> 10).standardError())
        .isEmpty();
  }

  @Test
  void everyCellHasOneScore() {
    NeedleGrid grid = new NeedleGrid(List.of(10), List.of(0, 100));
    List<NeedleScore> scores = new ArrayList<>(scores(grid, cell -> 5));
    scores.add(scores.getFirst());
    assertThatThrownBy(() -> NeedleSummary.of(grid, scores, NeedleWeights.DEFAULT))
        .hasMessage("length 10, depth 0 %: two scores; a summary takes one of each cell");
    assertThatThrownBy(() -> NeedleSummary.of(grid, scores.subList(0, 1), NeedleWeights.DEFAULT))
        .hasMessageStartingWith("length 10, depth 100 %: no score");
    assertThatThrownBy(() -> NeedleSummary.of(grid, scores(PAPER, c -> 5), NeedleWeights.DEFAULT))
        .hasMessageContaining("no score");
    NeedleGrid half = new NeedleGrid(List.of(10), List.of(0));
    assertThatThrownBy(() -> NeedleSummary.of(half, scores.subList(0, 2), NeedleWeights.DEFAULT))
        .hasMessage("length 10, depth 100 %: a score of a cell that the grid does not have");
  }

  @Test
  void anAnswerIsScoredByTheWordsItHas() {
    Needle needle =
        new Needle("The key is red, blue, green and RED.", "Which?", "red, blue, Green");
    NeedlePrompt prompt =
        new NeedlePrompts(
                Haystack.of(PlainProse.documents(), new ByteTokenizer()),
                needle,
                NeedleMode.STANDARD,
                NeedleRoom.DEFAULT)
            .prompt(new NeedleCell(500, 0));
    assertThat(NeedleScore.of(prompt, " It is RED, Blue, green.").score()).isEqualTo(10);
    assertThat(NeedleScore.of(prompt, " It is RED, Blue, green.").exact()).isTrue();
    assertThat(NeedleScore.of(prompt, "green blue red").exact()).isFalse();
    assertThat(NeedleScore.of(prompt, "green blue red").accuracy()).isEqualTo(1);
    assertThat(NeedleScore.of(prompt, "blue and red red").score()).isEqualTo(7);
    assertThat(NeedleScore.of(prompt, "reddish").score()).isEqualTo(1);
    assertThat(NeedleScore.of(prompt, "").accuracy()).isZero();
  }

  @Test
  void illegalNumbersAreNamed() {
    assertThatThrownBy(() -> new NeedleWeights(0.99, 1, 7))
        .hasMessageContaining("growth of depths = 0.99");
    assertThatThrownBy(() -> new NeedleWeights(1, Double.NaN, 7))
        .hasMessageContaining("growth of lengths = NaN");
    assertThatThrownBy(() -> new NeedleWeights(1, 1, 1)).hasMessageContaining("passing score = 1");
    assertThatThrownBy(() -> new NeedleScore(new NeedleCell(1, 0), 11, true))
        .hasMessage("length 1, depth 0 %: score = 11, must be 1 to 10");
  }
}
