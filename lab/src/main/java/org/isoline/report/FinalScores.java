package org.isoline.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.isoline.report.Evaluated.Checkpoint;
import org.isoline.report.Evaluated.Score;

/**
 * Every run at its last evaluated checkpoint against every task, as in Table 4 of arXiv 2406.16690.
 *
 * @param columns tasks in the order of their names, then averages
 * @param rows from small to large sizes, architectures in the order of the study
 */
record FinalScores(List<Column> columns, List<Row> rows) {
  /**
   * A task by its primary metric.
   *
   * @param task name
   * @param metric name
   * @param higherIsBetter whether a larger value is a better one
   * @param average whether it is an average over tasks
   */
  record Column(String task, String metric, boolean higherIsBetter, boolean average) {}

  /**
   * A model.
   *
   * @param checkpoint its last
   * @param scores by task; tasks it was not asked have none
   */
  record Row(Checkpoint checkpoint, Map<String, Score> scores) {
    Optional<Score> score(Column column) {
      return Optional.ofNullable(scores.get(column.task()));
    }
  }

  static FinalScores of(ReportData data) {
    List<Score> primary = data.evaluated().scores().stream().filter(Score::primary).toList();
    return new FinalScores(columns(primary), rows(primary, data.architectures()));
  }

  /** Tasks in the order of the table's columns. */
  static List<Column> columns(List<Score> primary) {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (Score score : primary) {
      columns.putIfAbsent(
          score.task(),
          new Column(score.task(), score.metric(), score.higherIsBetter(), score.average()));
    }
    return columns.values().stream()
        .sorted(Comparator.comparing(Column::average).thenComparing(Column::task))
        .toList();
  }

  private static List<Row> rows(List<Score> primary, List<String> architectures) {
    Map<String, Checkpoint> last = new LinkedHashMap<>();
    Map<String, Double> sizes = new LinkedHashMap<>();
    for (Score score : primary) {
      Checkpoint own = score.checkpoint();
      last.merge(own.run(), own, (a, b) -> b.step() > a.step() ? b : a);
      sizes.merge(own.size(), own.parametersTotal(), Math::min);
    }
    List<Row> rows = new ArrayList<>();
    for (Checkpoint checkpoint : last.values()) {
      Map<String, Score> own = new LinkedHashMap<>();
      primary.stream()
          .filter(score -> score.checkpoint().equals(checkpoint))
          .forEach(score -> own.put(score.task(), score));
      rows.add(new Row(checkpoint, own));
    }
    rows.sort(
        Comparator.comparingDouble((Row row) -> sizes.get(row.checkpoint().size()))
            .thenComparing(row -> row.checkpoint().size())
            .thenComparingInt(row -> architectures.indexOf(row.checkpoint().architecture()))
            .thenComparing(row -> row.checkpoint().run()));
    return List.copyOf(rows);
  }

  /**
   * Whether a model leads every other architecture of its size that has a value by more than 1.96
   * standard errors of the difference; false if there is no other.
   */
  boolean best(Row row, Column column) {
    List<Score> others =
        rows.stream()
            .filter(other -> other.checkpoint().size().equals(row.checkpoint().size()))
            .filter(
                other -> !other.checkpoint().architecture().equals(row.checkpoint().architecture()))
            .flatMap(other -> other.score(column).stream())
            .filter(score -> !Double.isNaN(score.value()))
            .toList();
    return !others.isEmpty()
        && row.score(column).filter(own -> others.stream().allMatch(own::leads)).isPresent();
  }
}
