package org.isoline.train;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.isoline.checkpoint.CheckpointException;
import org.isoline.checkpoint.CheckpointStore;
import org.isoline.checkpoint.CheckpointStore.Checkpoint;
import org.isoline.checkpoint.Safetensors;
import org.isoline.checkpoint.TrainingState;
import org.isoline.checkpoint.format.ModelWriter;
import org.isoline.corpus.Batch;
import org.isoline.corpus.BatchStream;
import org.isoline.corpus.Cursor;
import org.isoline.model.Decoder;
import org.isoline.model.Documents;
import org.isoline.tensor.Rng;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Trains one model from its first update, or from its newest whole checkpoint, to its last.
 *
 * <p>The loop is {@link #run}; everything else saves and restores what the loop depends on.
 */
public final class Trainer implements AutoCloseable {
  private static final String RNG = "rng_state";

  private final Decoder decoder;
  private final Recipe recipe;
  private final BatchStream batches;
  private final CheckpointStore store;
  private final String cellHash;
  private final AdamW optimizer;
  private final Rng rng;
  private final long steps;
  private long step;
  private double seconds;

  /** Hears of a run as it goes. */
  public interface Listener {
    /** After every update. */
    void onStep(StepMetrics metrics);

    /** After every checkpoint; the model has the weights that were saved. */
    void onCheckpoint(TrainingState state);

    /** Whether a run may end before its last update; asked after every checkpoint. */
    default boolean hasEnough() {
      return false;
    }
  }

  /** How a run ended. */
  public sealed interface Outcome {
    /** All updates were made, or as many as the listener wanted. */
    record Done(long step) implements Outcome {}

    /** Loss or gradient stopped being a number. */
    record Diverged(long step, double loss, double gradientNorm) implements Outcome {}
  }

  /**
   * A trainer at the first update.
   *
   * @param batches training sequences: windows of the model's context, or no longer ones
   * @param store where checkpoints go and come from
   * @param cellHash hash of all that determines the run
   */
  public Trainer(
      Decoder decoder, Recipe recipe, BatchStream batches, CheckpointStore store, String cellHash) {
    this.decoder = decoder;
    this.recipe = recipe.requireContext(decoder.config().context());
    this.batches = batches;
    this.store = store;
    this.cellHash = cellHash;
    this.optimizer = new AdamW(decoder.parameters(), recipe.optimizer());
    this.rng = Rng.seeded(recipe.seed());
    this.steps = recipe.steps();
  }

  /** Makes the remaining updates. */
  public Outcome run(Listener listener) throws IOException {
    Set<Long> due = Set.copyOf(recipe.checkpointSteps());
    while (step < steps) {
      long started = System.nanoTime();
      double learningRate = recipe.learningRate(step);
      double loss = accumulateGradients();
      double norm = optimizer.clip();
      if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
        return new Outcome.Diverged(step, loss, norm);
      }
      optimizer.update(step + 1, learningRate);
      decoder.parameters().zeroGradients();
      step++;
      double elapsed = (System.nanoTime() - started) * 1e-9;
      seconds += elapsed;
      listener.onStep(
          new StepMetrics(
              step,
              tokens(),
              loss,
              learningRate,
              norm,
              recipe.schedule().phase(step - 1, steps),
              recipe.batchTokens() / elapsed,
              seconds));
      if (due.contains(step)) {
        listener.onCheckpoint(save());
        if (listener.hasEnough()) {
          return new Outcome.Done(step);
        }
      }
    }
    return new Outcome.Done(step);
  }

  /**
   * One pass over the micro-batches of a step; returns the mean loss in nats per token. Where
   * targets are ignored, it is the mean over micro-batches of the mean over the targets that count
   * in each, however many these are.
   */
  private double accumulateGradients() {
    int microSteps = recipe.microSteps(decoder.config().context());
    double loss = 0;
    for (int micro = 0; micro < microSteps; micro++) {
      try (Scope scope = new Scope()) {
        Batch batch = batches.next(recipe.microBatchSequences());
        Tensor ids = Tensors.of(batch.inputs(), batch.sequences(), batch.context());
        Tensor targets = Tensors.of(batch.targets(), batch.sequences(), batch.context());
        Documents documents =
            recipe.documentBoundaries().of(batch.documentStarts(), batch.context());
        Tensor mean = decoder.loss(ids, targets, documents).mul(1.0 / microSteps);
        mean.backward();
        loss += mean.item();
      }
    }
    return loss;
  }

  private long tokens() {
    return step * recipe.batchTokens();
  }

  private TrainingState save() throws IOException {
    Cursor cursor = batches.cursor();
    TrainingState state =
        new TrainingState(step, tokens(), cellHash, cursor.epoch(), cursor.window(), seconds);
    try (Scope scope = new Scope()) {
      Map<String, Tensor> moments = new LinkedHashMap<>(optimizer.named());
      byte[] bytes = rng.state();
      moments.put(RNG, Tensors.of(bytes, bytes.length));
      String configuration = ModelWriter.ownConfiguration(decoder.config());
      store.save(state, configuration, decoder.parameters().named(), moments);
    }
    return state;
  }

  /**
   * Goes back to the newest whole checkpoint, if there is one.
   *
   * @param warn told of checkpoints that had to be passed over
   * @return where the run now stands
   * @throws CheckpointException if the checkpoint belongs to another configuration
   */
  public Optional<TrainingState> resume(Consumer<String> warn) {
    Optional<Checkpoint> newest = store.newestWhole(warn);
    newest.ifPresent(this::restore);
    return newest.map(Checkpoint::state);
  }

  private void restore(Checkpoint checkpoint) {
    TrainingState state = checkpoint.state();
    if (!state.cellHash().equals(cellHash)) {
      throw new CheckpointException(
          "%s was made under configuration %s, this run has %s; give the study another name or restore the former file"
              .formatted(checkpoint.folder(), state.cellHash(), cellHash));
    }
    Safetensors.loadInto(checkpoint.model(), decoder.parameters().named());
    Safetensors.loadInto(checkpoint.optimizer(), optimizer.named());
    try (Scope scope = new Scope();
        Safetensors file = Safetensors.open(checkpoint.optimizer())) {
      rng.restore(file.load(RNG).data().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
    }
    step = state.step();
    seconds = state.seconds();
    batches.seek(new Cursor(state.epoch(), state.window()));
  }

  @Override
  public void close() {
    optimizer.close();
    rng.close();
  }
}
