package org.isoline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Scope;
import org.junit.jupiter.api.Test;

class ParametersTest {
  private static final ModelConfig CONFIG =
      ModelConfig.paper(Architecture.COSFORMER2, Shape.of(2, 64, 32), 300, 64);

  private static Parameters parameters(ModelConfig config, long seed) {
    return Parameters.initialise(ParameterLayout.of(config), DType.FLOAT32, Device.CPU, seed);
  }

  @Test
  void sameSeedSameBitsAndOtherSeedOtherBits() {
    try (Parameters one = parameters(CONFIG, 1);
        Parameters same = parameters(CONFIG, 1);
        Parameters other = parameters(CONFIG, 2)) {
      String name = "model.layers.1.token_mixer.out_proj.weight";
      assertThat(one.get(name).toFloats()).isEqualTo(same.get(name).toFloats());
      assertThat(one.get(name).toFloats()).isNotEqualTo(other.get(name).toFloats());
    }
  }

  @Test
  void aTensorStartsTheSameWhateverElseTheModelHas() {
    ModelConfig deeper = ModelConfig.paper(Architecture.COSFORMER2, Shape.of(3, 64, 32), 300, 64);
    try (Parameters one = parameters(CONFIG, 1);
        Parameters two = parameters(deeper, 1)) {
      String name = "model.layers.1.channel_mixer.l1.weight";
      assertThat(one.get(name).toFloats()).isEqualTo(two.get(name).toFloats());
    }
  }

  @Test
  void initialNumbersFollowTheirSpecification() {
    try (Parameters parameters = parameters(CONFIG, 1);
        Scope scope = new Scope()) {
      double[] embedding = parameters.get("model.embed_tokens.weight").toDoubles();
      double deviation =
          Math.sqrt(Arrays.stream(embedding).map(x -> x * x).average().orElseThrow());
      assertThat(deviation).isCloseTo(1 / Math.sqrt(64), within(0.003));
      double[] linear = parameters.get("model.layers.0.channel_mixer.l1.weight").toDoubles();
      assertThat(Arrays.stream(linear).map(Math::abs).max().orElseThrow()).isBetween(0.12, 0.125);
      assertThat(parameters.get("model.final_norm.weight").toDoubles()).containsOnly(1);
      double[] lambda = parameters.get("model.tpe.logit_lambda").sigmoid().toDoubles();
      assertThat(1 / (1 - lambda[0])).isCloseTo(1.2, within(1e-4));
      assertThat(1 / (1 - lambda[31])).isCloseTo(1024, within(0.5));
    }
  }

  @Test
  void flatBuffersHoldEveryParameterOnce() {
    try (Parameters parameters = parameters(CONFIG, 1)) {
      long elements = parameters.flats().stream().mapToLong(flat -> flat.values().elements()).sum();
      assertThat(elements).isEqualTo(ParameterLayout.of(CONFIG).total());
      assertThatThrownBy(() -> parameters.get("model.nothing"))
          .hasMessageContaining("model.nothing");
    }
  }
}
