package org.isoline.evaluate.retrieval;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;

/** Scores of a grid, a row of depths for each length. */
final class NeedleMatrix {
  private final NeedleScore[][] scores;

  private NeedleMatrix(NeedleScore[][] scores) {
    this.scores = scores;
  }

  static NeedleMatrix of(NeedleGrid grid, Collection<NeedleScore> scores) {
    Map<NeedleCell, NeedleScore> byCell = new HashMap<>();
    for (NeedleScore score : scores) {
      if (byCell.put(score.cell(), score) != null) {
        throw new IllegalArgumentException(
            score.cell() + ": two scores; a summary takes one of each cell");
      }
    }
    NeedleScore[][] matrix = new NeedleScore[grid.lengths().size()][grid.depths().size()];
    for (int column = 0; column < matrix.length; column++) {
      for (int depth = 0; depth < matrix[column].length; depth++) {
        matrix[column][depth] =
            take(byCell, new NeedleCell(grid.lengths().get(column), grid.depths().get(depth)));
      }
    }
    if (!byCell.isEmpty()) {
      throw new IllegalArgumentException(
          byCell.keySet().iterator().next() + ": a score of a cell that the grid does not have");
    }
    return new NeedleMatrix(matrix);
  }

  private static NeedleScore take(Map<NeedleCell, NeedleScore> scores, NeedleCell cell) {
    NeedleScore score = scores.remove(cell);
    if (score == null) {
      throw new IllegalArgumentException(
          cell + ": no score; ask it, or summarise the grid without that length");
    }
    return score;
  }

  /** Mean accuracy of the lengths from one to another, the latter included. */
  double mean(int from, int to) {
    return Arrays.stream(scores, from, to + 1)
        .flatMap(Arrays::stream)
        .mapToDouble(NeedleScore::accuracy)
        .average()
        .orElseThrow();
  }

  /** Standard error of the mean over all cells: sqrt(sum (a - mean)^2 / (n (n - 1))). */
  OptionalDouble standardError() {
    double mean = mean(0, scores.length - 1);
    int cells = scores.length * scores[0].length;
    double squares =
        Arrays.stream(scores)
            .flatMap(Arrays::stream)
            .mapToDouble(score -> (score.accuracy() - mean) * (score.accuracy() - mean))
            .sum();
    return cells == 1
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.sqrt(squares / cells / (cells - 1)));
  }

  /** Weighted mean of accuracy times a factor of each length. */
  double weighted(NeedleWeights weights, IntToDoubleFunction factor) {
    double sum = 0;
    double total = 0;
    double lengthWeight = 1;
    for (int column = 0; column < scores.length; column++) {
      double depthWeight = lengthWeight;
      for (NeedleScore score : scores[column]) {
        sum += depthWeight * score.accuracy() * factor.applyAsDouble(column);
        total += depthWeight;
        depthWeight *= weights.depthGrowth();
      }
      lengthWeight *= weights.lengthGrowth();
    }
    return sum / total;
  }

  /** The factor p of a length: how far its successes lie in one block. */
  double blocks(int column, int passingScore) {
    int successes = 0;
    int runs = 0;
    boolean before = false;
    for (int depth = 0; depth < scores[column].length; depth++) {
      boolean success = scores[column][depth].score() >= passingScore;
      runs += depth == 0 || success != before ? 1 : 0;
      successes += success ? 1 : 0;
      before = success;
    }
    return successes == 0 ? 0 : Math.pow(2, (1 - runs) / 2.0);
  }
}
