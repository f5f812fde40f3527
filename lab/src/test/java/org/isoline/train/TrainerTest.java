package org.isoline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.isoline.TinyCorpus;
import org.isoline.checkpoint.CheckpointException;
import org.isoline.checkpoint.CheckpointStore;
import org.isoline.checkpoint.Safetensors;
import org.isoline.checkpoint.TrainingState;
import org.isoline.checkpoint.format.ModelFolder;
import org.isoline.corpus.Batches;
import org.isoline.corpus.PreparedCorpus;
import org.isoline.model.Architecture;
import org.isoline.model.Decoder;
import org.isoline.model.DocumentBoundaries;
import org.isoline.model.Kernels;
import org.isoline.model.ModelConfig;
import org.isoline.model.ParameterLayout;
import org.isoline.model.Parameters;
import org.isoline.model.Shape;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Threads;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainerTest {
  private static final int CONTEXT = 48;
  private static final int VOCABULARY = 257;

  @TempDir static Path shared;
  @TempDir Path folder;
  private static Path corpus;

  @BeforeAll
  static void prepare() {
    Threads.set(1);
    TinyCorpus.prepare(shared).close();
    corpus = shared.resolve("out");
  }

  /** Remembers what it was told and can stop a run as a kill would. */
  private static final class Watcher implements Trainer.Listener {
    private final List<Double> losses = new ArrayList<>();
    private final List<Long> objects = new ArrayList<>();
    private final List<Long> resident = new ArrayList<>();
    private final long killAfter;

    private Watcher(long killAfter) {
      this.killAfter = killAfter;
    }

    @Override
    public void onStep(StepMetrics metrics) {
      losses.add(metrics.loss());
      if (metrics.step() == 3) {
        // What earlier tests left to the collector must not leave the books later.
        System.gc();
      }
      if (metrics.step() == 3 || metrics.step() == 30 || metrics.step() == 300) {
        objects.add(settledLiveObjects());
      }
      resident.add(residentKilobytes());
      if (metrics.step() == killAfter) {
        throw new IllegalStateException("killed");
      }
    }

    @Override
    public void onCheckpoint(TrainingState state) {}
  }

  private static Recipe withArithmetic(Recipe recipe, Arithmetic arithmetic) {
    return new Recipe(
        recipe.tokens(),
        recipe.batchTokens(),
        recipe.microBatchSequences(),
        recipe.learningRate(),
        recipe.schedule(),
        recipe.optimizer(),
        recipe.checkpoints(),
        recipe.seed(),
        recipe.dataSeed(),
        arithmetic,
        DocumentBoundaries.IGNORE);
  }

  private static Recipe withBoundaries(Recipe recipe, DocumentBoundaries boundaries) {
    return new Recipe(
        recipe.tokens(),
        recipe.batchTokens(),
        recipe.microBatchSequences(),
        recipe.learningRate(),
        recipe.schedule(),
        recipe.optimizer(),
        recipe.checkpoints(),
        recipe.seed(),
        recipe.dataSeed(),
        recipe.arithmetic(),
        boundaries);
  }

  private static Recipe recipe(long steps, double learningRate) {
    return new Recipe(
        steps * 4 * CONTEXT,
        4 * CONTEXT,
        2,
        learningRate,
        new Schedule.Constant(2),
        AdamWConfig.DEFAULT,
        CheckpointPlan.equallySpaced((int) Math.max(1, steps / 3)),
        1,
        2,
        Arithmetic.FLOAT32,
        DocumentBoundaries.IGNORE);
  }

  private static ModelConfig config(Architecture architecture) {
    return ModelConfig.paper(architecture, Shape.of(2, 32, 16), VOCABULARY, CONTEXT);
  }

  private Trainer.Outcome run(
      Architecture architecture, Recipe recipe, Path store, String hash, Watcher watcher)
      throws IOException {
    ModelConfig config = config(architecture);
    try (PreparedCorpus prepared = PreparedCorpus.open(corpus);
        Parameters parameters =
            Parameters.initialise(
                ParameterLayout.of(config), DType.FLOAT32, Device.CPU, recipe.seed());
        Trainer trainer =
            new Trainer(
                new Decoder(
                    config, parameters, recipe.arithmetic().of(Kernels.DEFAULT.withChunk(16))),
                recipe,
                new Batches(prepared.train(), CONTEXT, recipe.dataSeed()),
                new CheckpointStore(store),
                hash)) {
      trainer.resume(warning -> {});
      return trainer.run(watcher);
    }
  }

  /** Rounded products lead another way to the same place. */
  @ParameterizedTest
  @EnumSource(Architecture.class)
  void bfloat16FollowsFloat32(Architecture architecture) throws IOException {
    Recipe full = recipe(60, 3e-3);
    Watcher inFloat32 = new Watcher(-1);
    Watcher inBfloat16 = new Watcher(-1);
    run(architecture, full, folder.resolve("float32"), "h", inFloat32);
    run(
        architecture,
        withArithmetic(full, Arithmetic.BFLOAT16),
        folder.resolve("bfloat16"),
        "h",
        inBfloat16);
    assertThat(inBfloat16.losses).isNotEqualTo(inFloat32.losses);
    assertThat(mean(inBfloat16.losses)).isLessThan(0.8 * inBfloat16.losses.getFirst());
    assertThat(mean(inBfloat16.losses)).isCloseTo(mean(inFloat32.losses), within(0.02));
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void resettingAtDocumentsLearnsAndResumesToTheBit(Architecture architecture) throws IOException {
    Recipe resetting = withBoundaries(recipe(9, 1e-2), DocumentBoundaries.RESET);
    Watcher ignored = new Watcher(-1);
    run(architecture, recipe(9, 1e-2), folder.resolve("ignored"), "h", ignored);
    Path whole = folder.resolve("whole");
    Watcher watcher = new Watcher(-1);
    run(architecture, resetting, whole, "h", watcher);
    assertThat(watcher.losses).isNotEqualTo(ignored.losses);
    assertThat(watcher.losses.getLast()).isLessThan(watcher.losses.getFirst());
    Path resumed = folder.resolve("resumed");
    assertThatThrownBy(() -> run(architecture, resetting, resumed, "h", new Watcher(5)))
        .hasMessage("killed");
    run(architecture, resetting, resumed, "h", new Watcher(-1));
    assertThat(resumed.resolve("step-9/model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("step-9/model.safetensors"));
  }

  private static double mean(List<Double> losses) {
    return losses.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void resumedRunHasTheBitsOfAnUninterruptedOne(Architecture architecture) throws IOException {
    Recipe recipe = recipe(9, 1e-2);
    Path whole = folder.resolve("whole");
    run(architecture, recipe, whole, "h", new Watcher(-1));
    Path resumed = folder.resolve("resumed");
    for (long kill : new long[] {2, 4, 8}) {
      assertThatThrownBy(() -> run(architecture, recipe, resumed, "h", new Watcher(kill)))
          .hasMessage("killed");
    }
    assertThat(run(architecture, recipe, resumed, "h", new Watcher(-1)))
        .isEqualTo(new Trainer.Outcome.Done(9));
    for (String file : List.of("model.safetensors", "optimizer.safetensors")) {
      assertThat(resumed.resolve("step-9").resolve(file))
          .hasSameBinaryContentAs(whole.resolve("step-9").resolve(file));
    }
  }

  @Test
  void tornAndCorruptCheckpointsCostOnlyTheWorkSinceTheOneBefore() throws IOException {
    Recipe recipe = recipe(9, 1e-2);
    Path whole = folder.resolve("whole");
    run(Architecture.TNL, recipe, whole, "h", new Watcher(-1));
    Path resumed = folder.resolve("resumed");
    assertThatThrownBy(() -> run(Architecture.TNL, recipe, resumed, "h", new Watcher(7)))
        .hasMessage("killed");
    Path newest = resumed.resolve("step-6/model.safetensors");
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length / 2] ^= 0x40;
    Files.write(newest, bytes);
    Files.createDirectories(resumed.resolve(".step-9.77.tmp"));
    run(Architecture.TNL, recipe, resumed, "h", new Watcher(-1));
    assertThat(resumed.resolve("step-9/model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("step-9/model.safetensors"));
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void lossFallsAndNothingLeaks(Architecture architecture) throws IOException {
    Watcher watcher = new Watcher(-1);
    run(architecture, recipe(300, 5e-3), folder.resolve("run"), "h", watcher);
    assertThat(watcher.losses.getFirst()).isBetween(4.5, 7.5);
    assertThat(watcher.losses.getLast()).isLessThan(watcher.losses.getFirst() / 2);
    assertThat(watcher.objects).as("live native objects after steps 3, 30, 300").hasSize(3);
    assertThat(watcher.objects).containsOnly(watcher.objects.getFirst());
    long growth = watcher.resident.getLast() - watcher.resident.get(60);
    assertThat(growth).as("resident kilobytes gained over 240 steps").isLessThan(60_000);
  }

  /** Another thread keeps the books of the native bridge; wait until it has closed them. */
  private static long settledLiveObjects() {
    long live = Scope.liveObjects();
    int quiet = 0;
    while (quiet < 10) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      quiet = Scope.liveObjects() == live ? quiet + 1 : 0;
      live = Scope.liveObjects();
    }
    return live;
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void aCheckpointSaysWhatModelItIs(Architecture architecture) throws IOException {
    Recipe recipe = recipe(1, 1e-2);
    Path store = folder.resolve("run");
    run(architecture, recipe, store, "h", new Watcher(-1));
    try (ModelFolder model = ModelFolder.open(store.resolve("step-1"));
        Parameters loaded = model.parameters(DType.FLOAT32, Device.CPU);
        Parameters trained =
            Parameters.allocate(
                ParameterLayout.of(config(architecture)), DType.FLOAT32, Device.CPU)) {
      assertThat(model.config()).isEqualTo(config(architecture));
      Safetensors.loadInto(store.resolve("step-1/model.safetensors"), trained.named());
      trained
          .named()
          .forEach(
              (name, tensor) ->
                  assertThat(loaded.get(name).toFloats()).as(name).isEqualTo(tensor.toFloats()));
    }
  }

  @Test
  void divergenceIsAnOutcome() throws IOException {
    ModelConfig config = config(Architecture.LLAMA);
    Recipe recipe = recipe(9, 1e-2);
    try (PreparedCorpus prepared = PreparedCorpus.open(corpus);
        Parameters parameters =
            Parameters.initialise(ParameterLayout.of(config), DType.FLOAT32, Device.CPU, 1);
        Trainer trainer =
            new Trainer(
                new Decoder(config, parameters, Kernels.DEFAULT),
                recipe,
                new Batches(prepared.train(), CONTEXT, 2),
                new CheckpointStore(folder.resolve("run")),
                "h")) {
      Trainer.Listener poison =
          new Trainer.Listener() {
            @Override
            public void onStep(StepMetrics metrics) {
              if (metrics.step() == 4) {
                try (Autograd.Mode off = Autograd.off()) {
                  InPlace.fill(parameters.get("model.final_norm.bias"), Double.NaN);
                }
              }
            }

            @Override
            public void onCheckpoint(TrainingState state) {}
          };
      Trainer.Outcome outcome = trainer.run(poison);
      assertThat(outcome).isInstanceOf(Trainer.Outcome.Diverged.class);
      assertThat(((Trainer.Outcome.Diverged) outcome).step()).isEqualTo(4);
    }
  }

  @Test
  void anotherConfigurationIsRefused() throws IOException {
    Path store = folder.resolve("run");
    run(Architecture.TNL, recipe(3, 1e-3), store, "former", new Watcher(-1));
    assertThatThrownBy(
            () -> run(Architecture.TNL, recipe(3, 1e-3), store, "other", new Watcher(-1)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("former")
        .hasMessageContaining("other");
  }

  private static long residentKilobytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
