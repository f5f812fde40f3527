package org.isoline.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.isoline.model.Architecture;
import org.isoline.model.Decoder;
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

class GradientCheckTest {
  private static final double PLENTY = 1e12;

  @BeforeAll
  static void oneThread() {
    Threads.set(1);
  }

  @Test
  void slopesAreExactToManyDigits() {
    Slope slope = Slope.of(x -> Math.exp(3 * x), 0.1, 1e-12);
    assertThat(slope.value()).isCloseTo(3, within(1e-10));
    assertThat(slope.error()).isLessThan(1e-9);
  }

  @Test
  void aKinkHasNoSlopeAndSaysSo() {
    assertThat(Slope.of(x -> x > 0 ? Math.sqrt(x) : 0, 0.1, 1e-9).error()).isGreaterThan(0.1);
    assertThat(Slope.of(x -> Double.NaN, 0.1, 1e-9).error()).isInfinite();
  }

  @Test
  void aGradientThatIsOffByAHundredThousandthIsFound() {
    ModelConfig config = ModelConfig.paper(Architecture.HGRN2, Shape.of(2, 16, 8), 31, 32);
    try (Parameters parameters =
        Parameters.initialise(ParameterLayout.of(config), DType.FLOAT64, Device.CPU, 3)) {
      Decoder decoder = new Decoder(config, parameters, Kernels.DEFAULT);
      TrustText text = TrustText.of(List.of(), 20, 31, 5);
      GradientCheck check = new GradientCheck(decoder, text, 20);
      Map<String, double[]> gradients = check.gradients();
      assertThat(check.compare(gradients, 1, 1, PLENTY).check().pass()).isTrue();

      String name = "model.layers.1.token_mixer.in_proj.weight";
      double[] before = parameters.get(name).toDoubles();
      double[] wrong = gradients.get(name);
      for (int i = 0; i < wrong.length; i++) {
        wrong[i] *= 1 + 1e-5;
      }
      GradientCheck.Found found = check.compare(gradients, 1, 1, PLENTY);
      assertThat(found.check().maxDifference()).isCloseTo(1e-5, within(1e-7));
      assertThat(found.check().pass()).isFalse();
      assertThat(found.notes()).singleElement().asString().contains(name);
      assertThat(parameters.get(name).toDoubles()).as("weights afterwards").isEqualTo(before);
    }
  }

  @Test
  void costIsBoundedAndSaid() {
    ModelConfig config = ModelConfig.paper(Architecture.TNL, Shape.of(2, 16, 8), 31, 32);
    try (Parameters parameters =
        Parameters.initialise(ParameterLayout.of(config), DType.FLOAT64, Device.CPU, 3)) {
      Decoder decoder = new Decoder(config, parameters, Kernels.DEFAULT);
      GradientCheck check = new GradientCheck(decoder, TrustText.of(List.of(), 20, 31, 5), 20);
      GradientCheck.Found found = check.run(2, 1, 0);
      assertThat(found.check().pass()).isTrue();
      assertThat(found.notes()).singleElement().asString().contains("at 1 of");
    }
  }
}
