package org.isoline.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.isoline.checkpoint.CheckpointException;
import org.isoline.checkpoint.CheckpointStore;
import org.isoline.checkpoint.CheckpointStore.Checkpoint;
import org.isoline.checkpoint.Safetensors;
import org.isoline.checkpoint.TrainingState;
import org.isoline.corpus.Batches;
import org.isoline.corpus.Manifest;
import org.isoline.corpus.PreparedCorpus;
import org.isoline.evaluate.Validation;
import org.isoline.files.AtomicFile;
import org.isoline.model.Cost;
import org.isoline.model.Decoder;
import org.isoline.model.Kernels;
import org.isoline.model.ParameterLayout;
import org.isoline.model.Parameters;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Threads;
import org.isoline.train.Arithmetic;
import org.isoline.train.GemmCeiling;
import org.isoline.train.StepMetrics;
import org.isoline.train.Trainer;
import org.isoline.verify.KernelSelfTest;

/**
 * Trains and evaluates one cell in this process, from wherever an earlier process left it.
 *
 * <p>The cell's folder is locked meanwhile. Every checkpoint is evaluated once; one that was saved
 * but not evaluated before a kill is evaluated from its file. The kernels are tested before the
 * first step, and the last checkpoint is compared with itself after the last.
 */
public final class CellRunner {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Study study;
  private final Cell cell;
  private final Path studyFolder;
  private final RunFolder folder;
  private final Consumer<String> log;
  private final Function<Kernels, KernelSelfTest> selfTest;

  /**
   * A runner for one cell.
   *
   * @param studyFolder {@code runs/STUDY}, with the prepared corpus in it
   * @param log hears plain lines for people
   */
  public CellRunner(Study study, Cell cell, Path studyFolder, Consumer<String> log) {
    this(study, cell, studyFolder, log, KernelSelfTest::run);
  }

  /** A runner with another test of the kernels. */
  CellRunner(
      Study study,
      Cell cell,
      Path studyFolder,
      Consumer<String> log,
      Function<Kernels, KernelSelfTest> selfTest) {
    this.study = study;
    this.cell = cell;
    this.studyFolder = studyFolder;
    this.folder = new RunFolder(studyFolder.resolve(cell.id()));
    this.log = log;
    this.selfTest = selfTest;
  }

  /**
   * Runs the cell to its end.
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
      CellState state = trainAndEvaluate(claim());
      folder.write(state);
      return state;
    }
  }

  private CellArithmetic claim() throws IOException {
    CellFile.claim(folder.config(), cell);
    Threads.set(study.workers().threads());
    CellArithmetic arithmetic =
        CellArithmetic.of(folder.provenance(), cell.recipe().arithmetic(), usableKernels());
    ObjectNode provenance = JSON.valueToTree(provenance());
    arithmetic.describe(provenance);
    PreparedCorpus.manifest(studyFolder.resolve("corpus"))
        .ifPresent(manifest -> addData(provenance, manifest));
    AtomicFile.write(folder.provenance(), JSON.writeValueAsString(provenance));
    return arithmetic;
  }

  private void addData(ObjectNode provenance, Manifest manifest) {
    Passes passes = new Passes(cell.recipe().trainedTokens(), manifest.train().tokens());
    provenance.put("corpus", manifest.fingerprint());
    provenance.put("training_tokens", passes.trainingTokens());
    provenance.put("unique_tokens", passes.uniqueTokens());
    provenance.put("epochs", passes.epochs());
    Passes.warnings(List.of(cell), passes.trainingTokens()).forEach(log);
  }

  private Provenance provenance() {
    return Provenance.now(
        study.workers().threads(), "isoline train --cell " + cell.id() + " (" + study.name() + ")");
  }

  private CellState trainAndEvaluate(CellArithmetic arithmetic) throws IOException {
    double ceiling = GemmCeiling.measure();
    Cost cost = Cost.of(cell.model());
    log.accept(
        "%s: %,d parameters (%,d non-embedding), GEMM ceiling %.1f GFLOP/s"
            .formatted(cell.id(), cost.total(), cost.nonEmbedding(), ceiling * 1e-9));
    try (PreparedCorpus corpus = PreparedCorpus.open(StudyCorpus.folder(studyFolder))) {
      CheckpointStore store = new CheckpointStore(folder.checkpoints());
      // The head multiplies matrices, the lookup does not: half of what the paper counts for both.
      double flopsPerToken =
          cost.flopsPerToken(Cost.Convention.CAUSAL) + cost.embeddingFlopsPerToken() / 2;
      CellState state = train(corpus, store, arithmetic, new Utilisation(flopsPerToken, ceiling));
      if (state instanceof CellState.Done) {
        new CellTrust(cell.id(), folder.trust(), log)
            .write(store, corpus.validation(), arithmetic.kernels());
      }
      return state;
    }
  }

  private CellState train(
      PreparedCorpus corpus,
      CheckpointStore store,
      CellArithmetic arithmetic,
      Utilisation utilisation)
      throws IOException {
    ParameterLayout layout = ParameterLayout.of(cell.model());
    Kernels kernels = arithmetic.kernels();
    int context = cell.model().context();
    Validation validation =
        new Validation(
            corpus.validation(),
            context,
            study.evaluation().tokens(),
            cell.recipe().documentBoundaries());
    try (Parameters parameters =
        Parameters.initialise(layout, DType.FLOAT32, Device.CPU, cell.recipe().seed())) {
      Arithmetic products = arithmetic.products();
      Decoder decoder = new Decoder(cell.model(), parameters, training(products.of(kernels)));
      Decoder evaluated = new Decoder(cell.model(), parameters, kernels);
      if (products != Arithmetic.FLOAT32) {
        log.accept(cell.id() + ": matrix products of training in bfloat16");
      }
      Batches batches = new Batches(corpus.train(), context, cell.recipe().dataSeed());
      try (Trainer trainer = new Trainer(decoder, cell.recipe(), batches, store, cell.hash())) {
        evaluateMissing(store, layout, validation, kernels);
        trainer
            .resume(log)
            .ifPresent(state -> log.accept(cell.id() + ": going on at step " + state.step()));
        return ended(trainer.run(new Recorder(evaluated, validation, utilisation)));
      }
    }
  }

  private Kernels training(Kernels kernels) {
    return study.workers().activationCheckpointing() ? kernels.recomputing() : kernels;
  }

  /** The fast forms, without those that do not compute on this machine what they should. */
  private Kernels usableKernels() {
    KernelSelfTest test = selfTest.apply(Kernels.DEFAULT);
    test.messages().forEach(message -> log.accept(cell.id() + ": " + message));
    return test.usable(Kernels.DEFAULT);
  }

  /**
   * Share of the machine's rate that training reaches.
   *
   * @param flopsPerToken of training
   * @param ceiling FLOP/s of matrix products, the best seen in this process
   */
  private record Utilisation(double flopsPerToken, double ceiling) {
    double at(double tokensPerSecond) {
      return tokensPerSecond * flopsPerToken / ceiling;
    }

    /** The start is a poor moment to measure: other workers start too. */
    Utilisation measuredAgain() {
      return new Utilisation(flopsPerToken, Math.max(ceiling, GemmCeiling.measure()));
    }
  }

  /** Appends what happens to the cell's files. */
  private final class Recorder implements Trainer.Listener {
    private final Decoder decoder;
    private final Validation validation;
    private Utilisation utilisation;
    private boolean settled;

    private Recorder(Decoder decoder, Validation validation, Utilisation utilisation) {
      this.decoder = decoder;
      this.validation = validation;
      this.utilisation = utilisation;
    }

    @Override
    public void onStep(StepMetrics metrics) {
      ObjectNode line = JSON.valueToTree(metrics);
      line.put("flop_utilisation", utilisation.at(metrics.tokensPerSecond()));
      append(folder.metrics(), line);
    }

    @Override
    public void onCheckpoint(TrainingState state) {
      evaluate(decoder, validation, state);
      folder.write(new CellState.Running(state.step(), steps()));
      if (!settled) {
        settled = true;
        utilisation = utilisation.measuredAgain();
      }
    }
  }

  /**
   * Scores checkpoints that were saved but not evaluated before a kill, in parameters of their own:
   * those of the run must stay as they were drawn if there is no checkpoint to go on from.
   */
  private void evaluateMissing(
      CheckpointStore store, ParameterLayout layout, Validation validation, Kernels kernels) {
    Set<Long> evaluated =
        RunFolder.records(folder.evaluations()).stream()
            .map(line -> line.path("step").asLong())
            .collect(Collectors.toSet());
    List<Long> missing = store.steps().stream().filter(step -> !evaluated.contains(step)).toList();
    if (missing.isEmpty()) {
      return;
    }
    try (Parameters saved = Parameters.allocate(layout, DType.FLOAT32, Device.CPU)) {
      Decoder decoder = new Decoder(cell.model(), saved, kernels);
      for (long step : missing) {
        try {
          Checkpoint checkpoint = store.read(step);
          Safetensors.loadInto(checkpoint.model(), saved.named());
          evaluate(decoder, validation, checkpoint.state());
        } catch (CheckpointException e) {
          log.accept(e.getMessage() + "; not evaluated");
        }
      }
    }
  }

  private void evaluate(Decoder decoder, Validation validation, TrainingState state) {
    long started = System.nanoTime();
    Validation.Score score = validation.score(decoder);
    ObjectNode line = JSON.createObjectNode();
    line.put("step", state.step());
    line.put("tokens", state.tokens());
    line.setAll((ObjectNode) JSON.valueToTree(score));
    line.put("scored_tokens", score.tokens());
    line.put("tokens", state.tokens());
    line.put("seconds", (System.nanoTime() - started) * 1e-9);
    append(folder.evaluations(), line);
    log.accept(
        "%s: step %d, validation %.4f nats/token (+- %.4f), %.4f bits/byte"
            .formatted(
                cell.id(), state.step(), score.loss(), score.standardError(), score.bitsPerByte()));
  }

  private static void append(Path file, JsonNode record) {
    try {
      RunFolder.append(file, record);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot append to " + file + ": " + e.getMessage(), e);
    }
  }

  private CellState ended(Trainer.Outcome outcome) {
    return switch (outcome) {
      case Trainer.Outcome.Done(long step) -> new CellState.Done(step, steps());
      case Trainer.Outcome.Diverged(long step, double loss, double norm) ->
          new CellState.Diverged(
              step,
              steps(),
              "loss %s and gradient norm %s at step %d; lower the learning rate (%s)"
                  .formatted(loss, norm, step + 1, cell.recipe().learningRate()));
    };
  }

  private long steps() {
    return cell.recipe().steps();
  }
}
