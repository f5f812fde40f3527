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
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAdder;
import org.isoline.corpus.PrepareSettings;
import org.isoline.corpus.PreparedCorpus;
import org.isoline.files.AtomicFile;
import org.isoline.law.LawsJson;
import org.isoline.law.Observation;
import org.isoline.law.Observations;
import org.isoline.law.StudyLaws;
import org.isoline.law.interval.StudyEstimates;
import org.isoline.law.interval.StudyEstimatesJson;

/**
 * The main job: corpus, cells, observations, laws. Run again, it goes on where it stopped.
 *
 * <p>The parent process does no arithmetic on tensors and never loads the native libraries.
 */
public final class StudyRunner {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Study study;
  private final Path folder;
  private final Path cache;
  private final WorkerCommand command;
  private final PrintStream out;
  private final boolean terminal;

  /**
   * What a study came to.
   *
   * @param folder {@code runs/STUDY}
   * @param cells state of each cell
   * @param observations number of checkpoints evaluated
   * @param laws fitted laws
   * @param evaluated whether the tasks were asked of all checkpoints
   */
  public record Result(
      Path folder,
      Map<String, CellState> cells,
      int observations,
      StudyLaws laws,
      boolean evaluated) {
    /** Cells whose worker ended without a result. */
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
   * @param cache folder of fetched artefacts, shared by all studies
   * @param command starts workers
   * @param out for people
   * @param terminal whether {@code out} is one
   */
  public StudyRunner(
      Study study, Path cache, WorkerCommand command, PrintStream out, boolean terminal) {
    this.study = study;
    this.folder = command.runs().resolve(study.name());
    this.cache = cache;
    this.command = command;
    this.out = out;
    this.terminal = terminal;
  }

  /**
   * Runs what is left to run and fits what there is.
   *
   * @throws StudyException if the folder holds another study, or another process works in it
   * @throws IOException if a file cannot be written
   */
  public Result run() throws IOException, InterruptedException {
    try (FolderLock lock = FolderLock.hold(folder, PATIENCE)) {
      TaskEvaluations tasks = new TaskEvaluations(study, folder, command, out, terminal);
      tasks.requireData();
      claim();
      long trainingTokens = prepare();
      runCells(trainingTokens);
      List<Observation> observations = StudyObservations.collect(study, folder, trainingTokens);
      Observations.write(folder.resolve("observations.csv"), observations);
      StudyLaws laws = StudyLaws.fit(observations, study.fit().minTokens());
      LawsJson.write(folder.resolve("laws.json"), laws);
      StudyEstimatesJson.write(
          folder.resolve("estimates.json"),
          StudyEstimates.of(observations, study.fit().minTokens()));
      boolean evaluated = tasks.run();
      return new Result(folder, states(), observations.size(), laws, evaluated);
    }
  }

  private long prepare() {
    try (PreparedCorpus corpus =
        StudyCorpus.prepare(
            study, folder, cache, PrepareSettings.usual(), new CorpusProgress(out, terminal))) {
      return corpus.train().tokens();
    }
  }

  private void claim() throws IOException {
    Path file = folder.resolve("study.yaml");
    if (Files.exists(file)) {
      refuseEdits(StudyFile.read(file));
    }
    AtomicFile.write(file, study.toYaml());
    Path provenance = folder.resolve("provenance.json");
    if (!Files.exists(provenance)) {
      AtomicFile.write(
          provenance,
          JSON.writeValueAsString(
              Provenance.now(study.workers().threads(), "isoline study " + command.studyFile())));
    }
  }

  /** Cells may be added to a study that has run; one that was begun may not change. */
  private void refuseEdits(Study former) {
    Map<String, Cell> cells = new LinkedHashMap<>();
    study.cells().forEach(cell -> cells.put(cell.id(), cell));
    for (Cell before : former.cells()) {
      Cell now = cells.get(before.id());
      boolean begun = !(state(before) instanceof CellState.Pending);
      if (begun && now != null && !now.hash().equals(before.hash())) {
        throw new StudyException(
            "%s was edited after cell %s was begun in %s:\n  %s\ngive the study another name, restore the former file, or delete the folder"
                .formatted(
                    command.studyFile(),
                    before.id(),
                    folder,
                    String.join("\n  ", former.difference(study))));
      }
    }
  }

  /**
   * Tokens of the training side of a study's corpus, if it is prepared.
   *
   * @param folder {@code runs/STUDY}
   */
  public static OptionalLong preparedTokens(Path folder) {
    return PreparedCorpus.manifest(folder.resolve("corpus")).stream()
        .mapToLong(manifest -> manifest.train().tokens())
        .findFirst();
  }

  private void runCells(long trainingTokens) throws InterruptedException {
    List<Cell> cells = study.cells();
    List<Cell> left = cells.stream().filter(cell -> !state(cell).isFinal()).toList();
    if (left.isEmpty()) {
      out.println("all " + cells.size() + " cells are done");
      return;
    }
    Passes.warnings(left, trainingTokens).forEach(out::println);
    Progress progress = new Progress(out, terminal, cells);
    AtomicInteger ended = new AtomicInteger(cells.size() - left.size());
    DoubleAdder doneFlops = new DoubleAdder();
    cells.stream()
        .filter(cell -> state(cell).isFinal())
        .forEach(cell -> doneFlops.add(WorkerPool.flops(cell)));
    try (WorkerPool pool =
        new WorkerPool(
            folder, command, study.workers().resolvedProcesses(), study.workers().threads())) {
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
    RunFolder run = new RunFolder(folder.resolve(cell.id()));
    return switch (run.state()) {
      case CellState.Done done ->
          "%s done: validation loss %s after %,d tokens%s"
              .formatted(
                  cell.id(),
                  RunFolder.lastRecord(run.evaluations())
                      .map(line -> "%.4f".formatted(line.path("val_loss").asDouble()))
                      .orElse("unknown"),
                  cell.recipe().trainedTokens(),
                  run.isDistrusted() ? "; its trust page FAILS, see " + run.trust() : "");
      case CellState.Diverged diverged -> cell.id() + " DIVERGED: " + diverged.message();
      case CellState.Failed failed ->
          cell.id()
              + " FAILED: "
              + failed.message()
              + failed.log().stream().map(line -> "\n    " + line).reduce("", String::concat);
      case CellState.Running running -> cell.id() + " was stopped at step " + running.step();
      case CellState.Pending pending -> cell.id() + " has not begun";
    };
  }

  private CellState state(Cell cell) {
    return new RunFolder(folder.resolve(cell.id())).state();
  }

  private Map<String, CellState> states() {
    Map<String, CellState> states = new LinkedHashMap<>();
    study.cells().forEach(cell -> states.put(cell.id(), state(cell)));
    return states;
  }
}
