package org.isoline.study;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.stream.Collectors;
import org.isoline.files.AtomicFile;

/**
 * A recall study from examples to {@code recall.csv}. Run again, it goes on where it stopped.
 *
 * <p>The parent process does no arithmetic on tensors and never loads the native libraries.
 */
public final class RecallRunner {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final RecallStudy study;
  private final Path folder;
  private final WorkerCommand command;
  private final PrintStream out;
  private final boolean terminal;

  /**
   * What a study came to.
   *
   * @param study with every default filled in
   * @param folder {@code runs/STUDY}
   * @param cells state of each run
   * @param rows results of the runs that are done
   */
  public record Result(
      RecallStudy study, Path folder, Map<String, CellState> cells, List<RecallRow> rows) {
    /** Copies the list. */
    public Result {
      rows = List.copyOf(rows);
    }

    /** Runs whose worker ended without a result. */
    public List<String> failed() {
      return cells.entrySet().stream()
          .filter(cell -> cell.getValue() instanceof CellState.Failed)
          .map(Map.Entry::getKey)
          .toList();
    }
  }

  /**
   * A runner.
   *
   * @param command starts workers
   * @param out for people
   * @param terminal whether {@code out} is one
   */
  public RecallRunner(RecallStudy study, WorkerCommand command, PrintStream out, boolean terminal) {
    this.study = study;
    this.folder = command.runs().resolve(study.name());
    this.command = command;
    this.out = out;
    this.terminal = terminal;
  }

  /**
   * Trains what is left to train and writes {@code recall.csv}.
   *
   * @throws StudyException if the folder holds another study, or another process works in it
   * @throws IOException if a file cannot be written
   */
  public Result run() throws IOException, InterruptedException {
    try (FolderLock lock = FolderLock.hold(folder, PATIENCE)) {
      claim();
      trainAll();
      List<RecallRow> rows = RecallTable.collect(study, folder);
      AtomicFile.write(folder.resolve("recall.csv"), RecallTable.csv(rows));
      Map<String, CellState> states = new LinkedHashMap<>();
      study.cells().forEach(cell -> states.put(cell.id(), run(cell).state()));
      return new Result(study, folder, states, rows);
    }
  }

  /** Runs may be added to a study that has run; one that was begun may not change. */
  private void claim() throws IOException {
    for (Cell cell : study.cells()) {
      if (Files.exists(run(cell).config())) {
        CellFile.claim(run(cell).config(), cell);
      }
    }
    AtomicFile.write(folder.resolve("recall.yaml"), RecallFile.yaml(study));
    Path provenance = folder.resolve("provenance.json");
    if (!Files.exists(provenance)) {
      AtomicFile.write(
          provenance,
          JSON.writeValueAsString(
              Provenance.now(study.workers().threads(), "isoline study " + command.studyFile())));
    }
  }

  private void trainAll() throws InterruptedException {
    List<Cell> cells = study.cells();
    List<Cell> left = cells.stream().filter(cell -> !run(cell).state().isFinal()).toList();
    if (left.isEmpty()) {
      out.println("all " + cells.size() + " runs are done");
      return;
    }
    Progress progress = new Progress(out, terminal, cells);
    AtomicInteger ended = new AtomicInteger(cells.size() - left.size());
    DoubleAdder doneFlops = new DoubleAdder();
    cells.stream()
        .filter(cell -> run(cell).state().isFinal())
        .forEach(cell -> doneFlops.add(WorkerPool.flops(cell)));
    int processes = study.workers().resolvedProcesses();
    try (WorkerPool pool = new WorkerPool(folder, command, processes, study.workers().threads())) {
      pool.run(
          left,
          running -> progress.show(ended.get(), doneFlops.sum(), running),
          cell -> {
            ended.incrementAndGet();
            doneFlops.add(WorkerPool.flops(cell));
            progress.say(summary(cell));
          });
    }
  }

  private String summary(Cell cell) {
    RunFolder run = run(cell);
    return switch (run.state()) {
      case CellState.Done(long step, long steps) ->
          "%s done after %d of %d steps: %s"
              .formatted(
                  cell.id(),
                  step,
                  steps,
                  RecallScores.at(run, step)
                      .map(RecallScores::accuracies)
                      .orElse(List.of())
                      .stream()
                      .map(a -> String.format(Locale.ROOT, "%.1f %%", 100 * a))
                      .collect(Collectors.joining(", ")));
      case CellState.Diverged diverged -> cell.id() + " DIVERGED: " + diverged.message();
      case CellState.Failed failed ->
          cell.id()
              + " FAILED: "
              + failed.message()
              + failed.log().stream().map(line -> "\n    " + line).reduce("", String::concat);
      case CellState.Running running -> cell.id() + " was stopped at step " + running.step();
      case CellState.Pending _ -> cell.id() + " has not begun";
    };
  }

  private RunFolder run(Cell cell) {
    return new RunFolder(folder.resolve(cell.id()));
  }
}
