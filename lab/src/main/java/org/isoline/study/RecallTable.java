package org.isoline.study;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.isoline.model.Cost;

/** The results of the finished runs of a recall study; runs that diverged have none. */
final class RecallTable {
  private static final Comparator<Run> BEST_FIRST =
      Comparator.comparingDouble((Run run) -> -run.meanAccuracy())
          .thenComparingLong(Run::steps)
          .thenComparingDouble(run -> run.cell().recipe().learningRate());

  private RecallTable() {}

  private record Run(Cell cell, long steps, JsonNode line) {
    double meanAccuracy() {
      return RecallScores.accuracies(line).stream().mapToDouble(a -> a).average().orElse(0);
    }

    /** Runs that differ from this by nothing but the learning rate share it. */
    String group() {
      return cell.architecture().id() + " " + cell.size() + " " + cell.seed();
    }
  }

  /** All rows, in the order of the study's cells and test settings. */
  static List<RecallRow> collect(RecallStudy study, Path studyFolder) {
    List<Run> runs = new ArrayList<>();
    for (Cell cell : study.cells()) {
      RunFolder folder = new RunFolder(studyFolder.resolve(cell.id()));
      if (folder.state() instanceof CellState.Done(long step, long _)) {
        JsonNode line =
            RecallScores.at(folder, step)
                .orElseThrow(
                    () ->
                        new StudyException(
                            "%s has no scores of step %d; delete %s to train it again"
                                .formatted(folder.evaluations(), step, folder.path())));
        runs.add(new Run(cell, step, line));
      }
    }
    Map<String, Run> best =
        runs.stream()
            .collect(
                Collectors.groupingBy(
                    Run::group,
                    LinkedHashMap::new,
                    Collectors.collectingAndThen(
                        Collectors.toList(),
                        own -> own.stream().sorted(BEST_FIRST).findFirst().orElseThrow())));
    List<RecallRow> rows = new ArrayList<>();
    for (Run run : runs) {
      boolean isBest = best.get(run.group()) == run;
      for (RecallStudy.Setting setting : study.settings()) {
        rows.add(row(study, studyFolder, run, setting, isBest));
      }
    }
    return rows;
  }

  private static RecallRow row(
      RecallStudy study, Path studyFolder, Run run, RecallStudy.Setting setting, boolean best) {
    Cell cell = run.cell();
    Cost cost = Cost.of(cell.model());
    JsonNode score =
        RecallScores.of(run.line(), setting, new RunFolder(studyFolder.resolve(cell.id())));
    return new RecallRow(
        cell.id(),
        cell.architecture(),
        cell.model().shape().width(),
        cell.model().shape().layers(),
        cell.recipe().learningRate(),
        cell.seed(),
        setting,
        score.path("accuracy").asDouble(),
        score.path("standard_error").asDouble(),
        cost.stateBytes(setting.length()),
        cost.total(),
        run.steps(),
        run.line().path("seconds").asDouble(),
        best,
        best && atEdge(study, cell));
  }

  private static boolean atEdge(RecallStudy study, Cell cell) {
    Set<Double> tried = new TreeSet<>(study.learningRates().get(cell.architecture()));
    double own = cell.recipe().learningRate();
    return tried.size() > 1
        && (tried.stream().allMatch(rate -> rate >= own)
            || tried.stream().allMatch(rate -> rate <= own));
  }

  /** The rows as {@code recall.csv}. */
  static String csv(List<RecallRow> rows) {
    return String.join(",", RecallRow.COLUMNS)
        + "\n"
        + rows.stream().map(row -> row.line() + "\n").collect(Collectors.joining());
  }
}
