package org.isoline.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.isoline.checkpoint.CheckpointStore;
import org.isoline.checkpoint.TrainingState;
import org.isoline.evaluate.recall.RecallAccuracy;
import org.isoline.files.AtomicFile;
import org.isoline.model.Cost;
import org.isoline.model.Decoder;
import org.isoline.model.Kernels;
import org.isoline.model.ParameterLayout;
import org.isoline.model.Parameters;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Threads;
import org.isoline.train.StepMetrics;
import org.isoline.train.Trainer;
import org.isoline.verify.KernelSelfTest;

/**
 * Trains one model of a recall study in this process, from wherever an earlier process left it, and
 * asks all test settings at every checkpoint.
 *
 * <p>The run's folder is locked meanwhile. It holds what a cell's folder holds, but the lines of
 * {@code evaluations.jsonl} have {@code scores}, one for each test setting. A run that is answered
 * well enough everywhere is done at that checkpoint.
 */
public final class RecallCellRunner {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int SEQUENCES_AT_ONCE = 64;

  private final RecallStudy study;
  private final Cell cell;
  private final RunFolder folder;
  private final Consumer<String> log;

  /**
   * A runner for one model.
   *
   * @param cell one of the study's
   * @param studyFolder {@code runs/STUDY}
   * @param log hears plain lines for people
   */
  public RecallCellRunner(RecallStudy study, Cell cell, Path studyFolder, Consumer<String> log) {
    this.study = study;
    this.cell = cell;
    this.folder = new RunFolder(studyFolder.resolve(cell.id()));
    this.log = log;
  }

  /**
   * Trains the model to its end.
   *
   * @return where it stands: done or diverged
   * @throws StudyException if the folder belongs to another configuration or another process
   * @throws IOException if a file cannot be written
   */
  public CellState run() throws IOException {
    try (FolderLock lock = FolderLock.hold(folder.path(), PATIENCE)) {
      if (folder.state().isFinal()) {
        return folder.state();
      }
      CellState state = train(claim());
      folder.write(state);
      return state;
    }
  }

  private Kernels claim() throws IOException {
    CellFile.claim(folder.config(), cell);
    Threads.set(study.workers().threads());
    KernelSelfTest test = KernelSelfTest.run(Kernels.DEFAULT);
    test.messages().forEach(message -> log.accept(cell.id() + ": " + message));
    CellArithmetic arithmetic =
        CellArithmetic.of(
            folder.provenance(), cell.recipe().arithmetic(), test.usable(Kernels.DEFAULT));
    ObjectNode provenance =
        JSON.valueToTree(
            Provenance.now(
                study.workers().threads(),
                "isoline train --cell " + cell.id() + " (" + study.name() + ")"));
    arithmetic.describe(provenance);
    AtomicFile.write(folder.provenance(), JSON.writeValueAsString(provenance));
    return arithmetic.kernels();
  }

  private CellState train(Kernels kernels) throws IOException {
    log.accept(
        "%s: %,d parameters, %,d steps of %d sequences"
            .formatted(
                cell.id(),
                Cost.of(cell.model()).total(),
                cell.recipe().steps(),
                study.train().batchSequences()));
    ParameterLayout layout = ParameterLayout.of(cell.model());
    try (Parameters parameters =
        Parameters.initialise(layout, DType.FLOAT32, Device.CPU, cell.recipe().seed())) {
      Kernels training =
          study.workers().activationCheckpointing() ? kernels.recomputing() : kernels;
      Decoder decoder = new Decoder(cell.model(), parameters, training);
      CheckpointStore store = new CheckpointStore(folder.checkpoints());
      try (Trainer trainer =
          new Trainer(decoder, cell.recipe(), study.batches(cell), store, cell.hash())) {
        Recorder recorder = new Recorder(new Decoder(cell.model(), parameters, kernels));
        Optional<TrainingState> resumed = trainer.resume(log);
        resumed.ifPresent(recorder::resumeAt);
        return recorder.hasEnough()
            ? new CellState.Done(resumed.orElseThrow().step(), cell.recipe().steps())
            : ended(trainer.run(recorder));
      }
    }
  }

  /** Appends what happens to the run's files. */
  private final class Recorder implements Trainer.Listener {
    private final Decoder decoder;
    private final List<RecallAccuracy> questions;
    private boolean enough;

    private Recorder(Decoder decoder) {
      this.decoder = decoder;
      this.questions =
          study.task().test().stream()
              .map(set -> new RecallAccuracy(set, study.testSeed(), SEQUENCES_AT_ONCE))
              .toList();
    }

    /** A checkpoint that was saved but not evaluated before a kill is evaluated now. */
    private void resumeAt(TrainingState state) {
      log.accept(cell.id() + ": going on at step " + state.step());
      RecallScores.at(folder, state.step())
          .ifPresentOrElse(line -> enough = reached(line), () -> evaluate(state));
    }

    @Override
    public void onStep(StepMetrics metrics) {
      append(folder.metrics(), JSON.valueToTree(metrics));
    }

    @Override
    public void onCheckpoint(TrainingState state) {
      evaluate(state);
      folder.write(new CellState.Running(state.step(), cell.recipe().steps()));
    }

    @Override
    public boolean hasEnough() {
      return enough;
    }

    private void evaluate(TrainingState state) {
      List<RecallAccuracy.Score> scores =
          questions.stream().map(question -> question.score(decoder)).toList();
      ObjectNode line = JSON.createObjectNode();
      line.put("step", state.step());
      line.put("seconds", state.seconds());
      ArrayNode list = line.putArray("scores");
      scores.forEach(score -> RecallScores.put(list.addObject(), score));
      append(folder.evaluations(), line);
      enough = reached(line);
      log.accept(
          "%s: step %d, %s"
              .formatted(
                  cell.id(),
                  state.step(),
                  scores.stream().map(Recorder::describe).collect(Collectors.joining(", "))));
    }

    private boolean reached(JsonNode line) {
      return RecallScores.accuracies(line).stream()
          .allMatch(accuracy -> accuracy >= study.train().stopAt());
    }

    private static String describe(RecallAccuracy.Score score) {
      return String.format(
          Locale.ROOT,
          "(%d, %d) %.1f %%",
          score.spec().length(),
          score.spec().pairs(),
          100 * score.accuracy());
    }
  }

  private static void append(Path file, JsonNode record) {
    try {
      RunFolder.append(file, record);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot append to " + file + ": " + e.getMessage(), e);
    }
  }

  private CellState ended(Trainer.Outcome outcome) {
    long steps = cell.recipe().steps();
    return switch (outcome) {
      case Trainer.Outcome.Done(long step) -> new CellState.Done(step, steps);
      case Trainer.Outcome.Diverged(long step, double loss, double norm) ->
          new CellState.Diverged(
              step,
              steps,
              "loss %s and gradient norm %s at step %d; lower the learning rate (%s)"
                  .formatted(loss, norm, step + 1, cell.recipe().learningRate()));
    };
  }
}
