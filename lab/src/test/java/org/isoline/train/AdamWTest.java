package org.isoline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.isoline.model.Architecture;
import org.isoline.model.ModelConfig;
import org.isoline.model.ParameterLayout;
import org.isoline.model.Parameters;
import org.isoline.model.Shape;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.InPlace;
import org.junit.jupiter.api.Test;

class AdamWTest {

  @Test
  void clippingScalesToTheLimitAndReportsTheNormBefore() {
    ModelConfig config = ModelConfig.paper(Architecture.LLAMA, Shape.of(1, 32, 16), 40, 16);
    try (Parameters parameters =
            Parameters.allocate(ParameterLayout.of(config), DType.FLOAT64, Device.CPU);
        AdamW optimizer = new AdamW(parameters, new AdamWConfig(0.9, 0.95, 1e-8, 0, 2))) {
      parameters.flats().forEach(flat -> InPlace.fill(flat.gradients(), 3));
      double expected = 3 * Math.sqrt(ParameterLayout.of(config).total());
      assertThat(optimizer.clip()).isCloseTo(expected, within(1e-9 * expected));
      assertThat(optimizer.clip()).isCloseTo(2, within(1e-6));
      InPlace.fill(parameters.flats().getFirst().gradients(), 1e-9);
      InPlace.fill(parameters.flats().getLast().gradients(), 0);
      double small = optimizer.clip();
      assertThat(optimizer.clip()).isEqualTo(small);
    }
  }

  @Test
  void decayTouchesMatricesOnly() {
    ModelConfig config = ModelConfig.paper(Architecture.LLAMA, Shape.of(1, 32, 16), 40, 16);
    try (Parameters parameters =
            Parameters.allocate(ParameterLayout.of(config), DType.FLOAT64, Device.CPU);
        AdamW optimizer = new AdamW(parameters, new AdamWConfig(0.9, 0.95, 1e-8, 0.5, 0))) {
      parameters.flats().forEach(flat -> InPlace.fill(flat.values(), 1));
      optimizer.update(1, 0.1);
      assertThat(parameters.get("model.embed_tokens.weight").toDoubles()).containsOnly(0.95);
      assertThat(parameters.get("model.final_norm.weight").toDoubles()).containsOnly(1);
    }
  }
}
