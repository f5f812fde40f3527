package org.isoline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.isoline.checkpoint.CheckpointStore;
import org.isoline.checkpoint.TrainingState;
import org.isoline.corpus.RecallBatches;
import org.isoline.corpus.RecallSet;
import org.isoline.corpus.RecallSpec;
import org.isoline.model.Architecture;
import org.isoline.model.Decoder;
import org.isoline.model.DocumentBoundaries;
import org.isoline.model.Kernels;
import org.isoline.model.ModelConfig;
import org.isoline.model.ParameterLayout;
import org.isoline.model.Parameters;
import org.isoline.model.Shape;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Threads;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Training on masked targets and batches of several lengths. */
class RecallTrainingTest {
  private static final int LONGEST = 32;

  @TempDir Path folder;

  @BeforeAll
  static void oneThread() {
    Threads.set(1);
  }

  private static final class Watcher implements Trainer.Listener {
    private final List<Double> losses = new ArrayList<>();
    private final long killAfter;
    private final long enoughAt;

    private Watcher(long killAfter, long enoughAt) {
      this.killAfter = killAfter;
      this.enoughAt = enoughAt;
    }

    @Override
    public void onStep(StepMetrics metrics) {
      losses.add(metrics.loss());
      if (metrics.step() == killAfter) {
        throw new IllegalStateException("killed");
      }
    }

    @Override
    public void onCheckpoint(TrainingState state) {}

    @Override
    public boolean hasEnough() {
      return losses.size() == enoughAt;
    }
  }

  private static Recipe recipe(long steps, int micro) {
    return new Recipe(
        steps * 8 * LONGEST,
        8 * LONGEST,
        micro,
        1e-2,
        new Schedule.Constant(2),
        AdamWConfig.DEFAULT,
        CheckpointPlan.equallySpaced(3),
        1,
        2,
        Arithmetic.FLOAT32,
        DocumentBoundaries.IGNORE);
  }

  private Trainer.Outcome run(Architecture architecture, Recipe recipe, Path store, Watcher watcher)
      throws IOException {
    ModelConfig config = ModelConfig.paper(architecture, Shape.of(2, 16, 8), 24, LONGEST);
    List<RecallSet> sets =
        List.of(
            new RecallSet(new RecallSpec(24, 16, 2, 0.01, false), 24),
            new RecallSet(new RecallSpec(24, LONGEST, 4, 0.01, true), 16));
    try (Parameters parameters =
            Parameters.initialise(
                ParameterLayout.of(config), DType.FLOAT32, Device.CPU, recipe.seed());
        Trainer trainer =
            new Trainer(
                new Decoder(config, parameters, Kernels.DEFAULT.withChunk(16)),
                recipe,
                new RecallBatches(sets, 8, recipe.dataSeed()),
                new CheckpointStore(store),
                "h")) {
      trainer.resume(warning -> {});
      return trainer.run(watcher);
    }
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void resumedRunHasTheBitsOfAnUninterruptedOne(Architecture architecture) throws IOException {
    Recipe recipe = recipe(12, 8);
    Path whole = folder.resolve("whole");
    Watcher watcher = new Watcher(-1, -1);
    run(architecture, recipe, whole, watcher);
    assertThat(watcher.losses).allSatisfy(loss -> assertThat(loss).isBetween(0.0, 20.0));
    Path resumed = folder.resolve("resumed");
    for (long kill : new long[] {3, 6, 9}) {
      assertThatThrownBy(() -> run(architecture, recipe, resumed, new Watcher(kill, -1)))
          .hasMessage("killed");
    }
    run(architecture, recipe, resumed, new Watcher(-1, -1));
    for (String file : List.of("model.safetensors", "optimizer.safetensors")) {
      assertThat(resumed.resolve("step-12").resolve(file))
          .hasSameBinaryContentAs(whole.resolve("step-12").resolve(file));
    }
  }

  @Test
  void microBatchesOfABatchAreOfOneSettingAndGiveItsLossButForRounding() throws IOException {
    Watcher whole = new Watcher(-1, -1);
    Watcher parts = new Watcher(-1, -1);
    run(Architecture.TNL, recipe(6, 8), folder.resolve("whole"), whole);
    run(Architecture.TNL, recipe(6, 2), folder.resolve("parts"), parts);
    for (int step = 0; step < 6; step++) {
      assertThat(parts.losses.get(step)).isCloseTo(whole.losses.get(step), within(1e-3));
    }
  }

  @Test
  void aRunEndsAtTheCheckpointThatIsEnough() throws IOException {
    Watcher watcher = new Watcher(-1, 8);
    assertThat(run(Architecture.TNL, recipe(12, 8), folder.resolve("run"), watcher))
        .isEqualTo(new Trainer.Outcome.Done(8));
    assertThat(new CheckpointStore(folder.resolve("run")).steps()).containsExactly(8L, 4L);
  }
}
