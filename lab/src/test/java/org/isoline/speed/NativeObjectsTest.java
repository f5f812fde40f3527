package org.isoline.speed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.isoline.model.Architecture;
import org.isoline.model.Decoder;
import org.isoline.model.Kernels;
import org.isoline.model.ModelConfig;
import org.isoline.model.ParameterLayout;
import org.isoline.model.Parameters;
import org.isoline.model.State;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A guard against regressions of speed that reads no clock: the native objects that a step holds
 * when it is done stand for the operations it issued and what it keeps on the tape.
 *
 * <p>Whoever lowers a count lowers the number here; whoever must raise one says why in the commit.
 */
class NativeObjectsTest {
  private static final double SLACK = 1.05;
  private static final int RUNS = 4;

  @ParameterizedTest
  @CsvSource({"LLAMA, 142", "TNL, 207", "HGRN2, 207", "COSFORMER2, 247"})
  void ofATrainingStep(Architecture architecture, long recorded) {
    ModelConfig config = config(architecture);
    withModel(
        config,
        decoder -> {
          long most =
              mostHeld(
                  () -> {
                    Tensor ids = TrainBench.ids(config, 2);
                    decoder.loss(ids, ids).backward();
                  });
          assertThat((double) most).isPositive().isLessThanOrEqualTo(SLACK * recorded);
        });
  }

  @ParameterizedTest
  @CsvSource({"LLAMA, 113", "TNL, 92", "HGRN2, 91", "COSFORMER2, 128"})
  void ofADecodedToken(Architecture architecture, long recorded) {
    ModelConfig config = config(architecture);
    withModel(
        config,
        decoder -> {
          try (Scope scope = new Scope();
              Autograd.Mode off = Autograd.off();
              State state = DecodeBench.drawn(config, 3)) {
            long most = mostHeld(() -> decoder.nextLogits(Tensors.of(new long[] {1}, 1, 1), state));
            assertThat((double) most).isPositive().isLessThanOrEqualTo(SLACK * recorded);
          }
        });
  }

  /** Two layers and three chunks: everything that repeats does so. */
  private static ModelConfig config(Architecture architecture) {
    return new ModelSize("2x32x16").config(architecture, 50, 192);
  }

  private static void withModel(ModelConfig config, Consumer<Decoder> body) {
    try (Parameters parameters =
        Parameters.initialise(ParameterLayout.of(config), DType.FLOAT32, Device.CPU, 1)) {
      body.accept(new Decoder(config, parameters, Kernels.DEFAULT));
    }
  }

  /**
   * The most objects that work leaves in its scope. The count is of the whole process, in which
   * garbage of other tests may vanish meanwhile: a run can seem to hold less, never more.
   */
  private static long mostHeld(Runnable work) {
    long most = 0;
    for (int run = 0; run < RUNS; run++) {
      long before = Scope.liveObjects();
      try (Scope scope = new Scope()) {
        work.run();
        most = Math.max(most, Scope.liveObjects() - before);
      }
    }
    return most;
  }
}
