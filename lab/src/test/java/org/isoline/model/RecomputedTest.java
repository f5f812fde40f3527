package org.isoline.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.isoline.ops.MixerTrial;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Rng;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Threads;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Running layers again in the backward pass changes no bit of loss and gradients. */
class RecomputedTest {
  private static final Shape SHAPE = new Shape(3, 40, 3, 3, 12, 56, 5, 7);

  @BeforeAll
  static void oneThread() {
    Threads.set(1);
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void sameBits(Architecture architecture) {
    ModelConfig config = ModelConfig.paper(architecture, SHAPE, 31, 70);
    assertThat(run(config, Kernels.DEFAULT.recomputing())).isEqualTo(run(config, Kernels.DEFAULT));
  }

  private static Map<String, String> run(ModelConfig config, Kernels kernels) {
    try (Parameters parameters =
            Parameters.initialise(ParameterLayout.of(config), DType.FLOAT32, Device.CPU, 5);
        Scope scope = new Scope();
        Rng rng = Rng.seeded(8)) {
      Tensor ids = rng.uniform(0, 30.9, DType.FLOAT32, 2, 70).to(DType.INT64);
      Tensor loss = new Decoder(config, parameters, kernels).loss(ids, ids);
      loss.backward();
      Map<String, String> results = new LinkedHashMap<>();
      results.put("loss", Double.toString(loss.item()));
      for (String name : parameters.named().keySet()) {
        double[] gradient = parameters.gradient(name).toDoubles();
        assertThat(gradient).as(name).isNotEqualTo(new double[gradient.length]);
        results.put(name, java.util.Arrays.toString(gradient));
      }
      return results;
    }
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void leavesNoMemoryBehind(Architecture architecture) throws InterruptedException {
    ModelConfig config = ModelConfig.paper(architecture, SHAPE, 31, 70);
    try (Parameters parameters =
        Parameters.initialise(ParameterLayout.of(config), DType.FLOAT32, Device.CPU, 5)) {
      Decoder decoder = new Decoder(config, parameters, Kernels.DEFAULT.recomputing());
      long afterThree = 0;
      for (int step = 1; step <= 20; step++) {
        try (Scope scope = new Scope();
            Rng rng = Rng.seeded(step)) {
          Tensor ids = rng.uniform(0, 30.9, DType.FLOAT32, 2, 70).to(DType.INT64);
          decoder.loss(ids, ids).backward();
        }
        if (step == 3) {
          afterThree = MixerTrial.settledLiveObjects(Long.MIN_VALUE);
        }
      }
      assertThat(MixerTrial.settledLiveObjects(afterThree)).isLessThanOrEqualTo(afterThree);
    }
  }
}
