package org.isoline.ops.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.isoline.ops.Trial;
import org.isoline.tensor.DType;
import org.isoline.tensor.Rng;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CosineLrpeTest {
  private static final int HEADS = 3;
  private static final int WIDTH = 5;

  private static Trial trial(long tokens) {
    return new Trial()
        .normal("x", 1, 2, HEADS, tokens, WIDTH)
        .given("theta", CosineLrpe.initialTheta(HEADS, WIDTH), HEADS, 1, WIDTH);
  }

  private static Trial.Operation fast(long offset) {
    return in -> List.of(CosineLrpe.apply(in.get(0), in.get(1), offset));
  }

  private static Trial.Operation reference(long offset) {
    return in -> List.of(CosineLrpe.reference(in.get(0), in.get(1), offset));
  }

  @ParameterizedTest
  @CsvSource({"1,0", "63,0", "65,7", "257,0", "9,100000", "130,1000000"})
  void fastFormAgreesWithFormula(long tokens, long offset) {
    trial(tokens).agree(fast(offset), reference(offset));
  }

  /** Heads side by side in memory, as projections leave them, and one theta for all heads. */
  @Test
  void transposedViewsAndSharedThetaAreLegal() {
    new Trial()
        .normal("x", 1, 2, 70, HEADS, WIDTH)
        .uniform("theta", 0, 1, 1, 1, WIDTH)
        .agree(
            in -> List.of(CosineLrpe.apply(in.get(0).transpose(1, 2), in.get(1), 3)),
            in -> List.of(CosineLrpe.reference(in.get(0).transpose(1, 2), in.get(1), 3)));
  }

  @Test
  void formulaAgreesWithFiniteDifferences() {
    trial(6).matchesFiniteDifferences(reference(2));
  }

  /** An angle formed in binary32 would be off by about 0.03 here. */
  @Test
  void anglesAreExactFarOut() {
    try (Scope scope = new Scope()) {
      long position = 1_000_003;
      Tensor theta = Tensors.of(new float[] {0.7f}, 1, 1, 1);
      Tensor one = Tensors.ones(DType.FLOAT32, 1, 1, 1, 1);
      double angle = position * (double) 0.7f;
      assertThat(CosineLrpe.apply(one, theta, position).toDoubles())
          .containsExactly(new double[] {Math.cos(angle), Math.sin(angle)}, within(1e-7));
    }
  }

  @Test
  void productsAreReweightedByTheCosineOfTheDistance() {
    try (Scope scope = new Scope();
        Rng rng = Rng.seeded(1)) {
      double[] theta = CosineLrpe.initialTheta(HEADS, WIDTH);
      Tensor angles = Tensors.of(theta, HEADS, 1, WIDTH);
      Tensor q = rng.normal(1, DType.FLOAT64, 1, HEADS, 1, WIDTH);
      Tensor k = rng.normal(1, DType.FLOAT64, 1, HEADS, 1, WIDTH);
      long t = 300;
      long s = 123;
      double[] actual =
          CosineLrpe.apply(q, angles, t)
              .mul(CosineLrpe.apply(k, angles, s))
              .sum(3, false)
              .toDoubles();
      double[] qs = q.toDoubles();
      double[] ks = k.toDoubles();
      for (int head = 0; head < HEADS; head++) {
        double expected = 0;
        for (int j = head * WIDTH; j < (head + 1) * WIDTH; j++) {
          expected += qs[j] * ks[j] * Math.cos(theta[j] * (t - s));
        }
        assertThat(actual[head]).isCloseTo(expected, within(1e-12));
      }
    }
  }

  @Test
  void offsetContinuesALongerSequence() {
    try (Scope scope = new Scope()) {
      Tensor theta = Tensors.of(CosineLrpe.initialTheta(HEADS, WIDTH), HEADS, 1, WIDTH);
      Tensor x = Tensors.range(2L * HEADS * 150 * WIDTH, DType.FLOAT64).sin();
      Tensor whole = x.reshape(2, HEADS, 150, WIDTH);
      Trial.close(
          CosineLrpe.apply(whole.narrow(2, 73, 77), theta, 73).toDoubles(),
          CosineLrpe.apply(whole, theta, 0).narrow(2, 73, 77).toDoubles(),
          1e-14,
          "tail");
    }
  }

  @Test
  void fixedThetaGetsNoGradient() {
    try (Scope scope = new Scope()) {
      Tensor x = Tensors.ones(DType.FLOAT64, 1, 1, 2, 1).requiresGrad(true);
      Tensor theta = Tensors.ones(DType.FLOAT64, 1, 1, 1);
      CosineLrpe.apply(x, theta, 0).sum().backward();
      assertThat(x.grad().orElseThrow().toDoubles())
          .containsExactly(new double[] {1, Math.cos(1) + Math.sin(1)}, within(1e-15));
      assertThat(theta.grad()).isEmpty();
    }
  }

  @Test
  void initialThetaIsSpreadOverTheModel() {
    assertThat(CosineLrpe.initialTheta(2, 2))
        .containsExactly(new double[] {1, 1e-2, 1e-4, 1e-6}, within(1e-16));
    assertThatThrownBy(() -> CosineLrpe.initialTheta(0, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("heads = 0");
  }

  @Test
  void customNodeLeaksNothing() {
    trial(5).leaksNothing(fast(0));
  }

  @Test
  void misfitsAreRefusedByName() {
    try (Scope scope = new Scope()) {
      Tensor x = Tensors.ones(DType.FLOAT32, 1, 2, 3, 4);
      Tensor theta = Tensors.ones(DType.FLOAT32, 3, 1, 4);
      assertThatThrownBy(() -> CosineLrpe.apply(x, theta, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("theta is FLOAT32[3, 1, 4], must be floating [2, 1, 4]");
      assertThatThrownBy(() -> CosineLrpe.apply(x, theta.narrow(0, 0, 2), -3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("offset = -3");
    }
  }
}
