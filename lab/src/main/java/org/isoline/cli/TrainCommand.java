package org.isoline.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.isoline.study.Cell;
import org.isoline.study.CellRunner;
import org.isoline.study.CellState;
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
      "The corpus must be prepared (isoline prepare FILE)."
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
      stopWithSupervisor();
    }
    Study study = StudyFile.read(file);
    Cell cell =
        study.cells().stream()
            .filter(candidate -> candidate.id().equals(id))
            .findFirst()
            .orElseThrow(
                () ->
                    new StudyException(
                        "no cell '%s' in %s; there are %s"
                            .formatted(id, file, study.cells().stream().map(Cell::id).toList())));
    Path folder = options.runs().resolve(study.name());
    CellState state = new CellRunner(study, cell, folder, System.out::println).run();
    System.out.println(id + ": " + state);
    return Main.DONE;
  }

  /** The supervisor holds the other end of standard input; it ends when the supervisor does. */
  private static void stopWithSupervisor() {
    Thread.ofPlatform()
        .daemon()
        .name("supervisor watch")
        .start(
            () -> {
              try {
                System.in.transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                System.err.println("lost the supervisor: " + e.getMessage());
              }
              Runtime.getRuntime().halt(Main.INTERRUPTED);
            });
  }
}
