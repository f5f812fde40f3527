package org.isoline.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.isoline.study.Cell;
import org.isoline.study.CellRunner;
import org.isoline.study.CellState;
import org.isoline.study.RecallCellRunner;
import org.isoline.study.RecallFile;
import org.isoline.study.RecallStudy;
import org.isoline.study.Study;
import org.isoline.study.StudyException;
import org.isoline.study.StudyFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code isoline train FILE --cell ID}: one cell, in this process. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Trains and evaluates one cell of a study in this process, from its newest checkpoint.",
      "The corpus must be prepared (isoline prepare FILE); a recall study needs none."
    })
final class TrainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "Study file.")
  private Path file;

  @Option(
      names = "--cell",
      required = true,
      paramLabel = "ID",
      description = "Cell, e.g. tnl-xs; isoline plan FILE lists them.")
  private String id;

  @Mixin private RunsOptions options;

  @Option(names = "--supervised", hidden = true)
  private boolean supervised;

  @Override
  public Integer call() throws IOException {
    if (supervised) {
      Supervisor.stopWithIt();
    }
    System.out.println(id + ": " + (RecallFile.isRecall(file) ? recall() : train()));
    return Main.DONE;
  }

  private CellState train() throws IOException {
    Study study = StudyFile.read(file);
    Path folder = options.runs().resolve(study.name());
    return new CellRunner(study, find(study.cells()), folder, System.out::println).run();
  }

  private CellState recall() throws IOException {
    RecallStudy study = RecallFile.read(file);
    Path folder = options.runs().resolve(study.name());
    return new RecallCellRunner(study, find(study.cells()), folder, System.out::println).run();
  }

  private Cell find(List<Cell> cells) {
    return cells.stream()
        .filter(candidate -> candidate.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new StudyException(
                    "no cell '%s' in %s; there are %s"
                        .formatted(id, file, cells.stream().map(Cell::id).toList())));
  }
}
