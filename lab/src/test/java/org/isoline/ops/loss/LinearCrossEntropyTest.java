package org.isoline.ops.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.LongStream;
import org.isoline.ops.Trial;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearCrossEntropyTest {
  private static final int WIDTH = 7;
  private static final int CLASSES = 13;

  private static Trial trial(long tokens, double size) {
    return new Trial().normal("x", size, tokens, WIDTH).normal("weight", 1, CLASSES, WIDTH);
  }

  /** Every class in turn, the last one included. */
  private static Tensor targets(long tokens) {
    return Tensors.of(LongStream.range(0, tokens).map(t -> t * 5 % CLASSES).toArray(), tokens);
  }

  private static Trial.Operation fast(long tokens, int rows) {
    return in -> List.of(LinearCrossEntropy.mean(in.get(0), in.get(1), targets(tokens), rows));
  }

  private static Trial.Operation reference(long tokens) {
    return in -> List.of(LinearCrossEntropy.reference(in.get(0), in.get(1), targets(tokens)));
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,256", "63,1", "65,64", "257,64", "64,16", "257,256", "257,1000"})
  void fastFormAgreesWithFormula(long tokens, int rows) {
    trial(tokens, 1).agree(fast(tokens, rows), reference(tokens));
  }

  @Test
  void formulaAgreesWithFiniteDifferences() {
    trial(5, 1).matchesFiniteDifferences(reference(5));
  }

  /** Logits to about +-1e4: e^z is far beyond binary64, and most probabilities are 0. */
  @Test
  void extremeLogitsAgreeWithFormula() {
    trial(65, 2000).agree(fast(65, 16), reference(65));
  }

  @Test
  void extremeLogitsOfOneRow() {
    try (Scope scope = new Scope()) {
      Tensor x = Tensors.ones(DType.FLOAT32, 1, 1);
      Tensor weight = Tensors.of(new float[] {1e4f, -1e4f, 0}, 3, 1);
      assertThat(loss(x, weight, 0)).isEqualTo(0);
      assertThat(loss(x, weight, 1)).isCloseTo(2e4, within(1e-2));
      assertThat(loss(x, weight, 2)).isCloseTo(1e4, within(1e-2));
    }
  }

  private static double loss(Tensor x, Tensor weight, long target) {
    Tensor targets = Tensors.of(new long[] {target}, 1);
    double mean = LinearCrossEntropy.mean(x, weight, targets, 8).item();
    assertThat(LinearCrossEntropy.perToken(x, weight, targets, 8)).containsExactly(mean);
    return mean;
  }

  @Test
  void equalLogitsCostTheLogarithmOfTheClasses() {
    try (Scope scope = new Scope()) {
      Tensor x = Tensors.ones(DType.FLOAT64, 3, WIDTH);
      Tensor weight = Tensors.zeros(DType.FLOAT64, CLASSES, WIDTH);
      assertThat(LinearCrossEntropy.mean(x, weight, targets(3), 2).item())
          .isCloseTo(Math.log(CLASSES), within(1e-15));
    }
  }

  @Test
  void lossesOfTokensAverageToTheMean() {
    try (Scope scope = new Scope()) {
      Tensor x = Tensors.range(35, DType.FLOAT64).reshape(5, WIDTH).mul(0.1).sin();
      Tensor weight = Tensors.range(91, DType.FLOAT64).reshape(CLASSES, WIDTH).cos();
      double[] each = LinearCrossEntropy.perToken(x, weight, targets(5), 2);
      double mean = LinearCrossEntropy.mean(x, weight, targets(5), 3).item();
      assertThat(LongStream.range(0, 5).mapToDouble(t -> each[(int) t]).average())
          .hasValueCloseTo(mean, within(1e-14));
      for (int token = 0; token < 5; token++) {
        Tensor one = targets(5).narrow(0, token, 1);
        assertThat(each[token])
            .isCloseTo(
                LinearCrossEntropy.reference(x.narrow(0, token, 1), weight, one).item(),
                within(1e-14));
      }
    }
  }

  @Test
  void onlyWantedGradientsAreFormed() {
    for (boolean wantsX : new boolean[] {true, false}) {
      try (Scope scope = new Scope()) {
        Tensor x = Tensors.ones(DType.FLOAT64, 2, WIDTH).requiresGrad(wantsX);
        Tensor weight = Tensors.ones(DType.FLOAT64, CLASSES, WIDTH).requiresGrad(!wantsX);
        LinearCrossEntropy.mean(x, weight, targets(2), 2).backward();
        assertThat(x.grad().isPresent()).isEqualTo(wantsX);
        assertThat(weight.grad().isPresent()).isEqualTo(!wantsX);
      }
    }
  }

  @Test
  void offTheTapeNothingIsRecorded() {
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      Tensor x = Tensors.ones(DType.FLOAT64, 2, WIDTH).requiresGrad(true);
      Tensor weight = Tensors.ones(DType.FLOAT64, CLASSES, WIDTH).requiresGrad(true);
      assertThat(LinearCrossEntropy.mean(x, weight, targets(2), 2).requiresGrad()).isFalse();
    }
  }

  /** Scaled losses and a tied weight, used a second time elsewhere. */
  @Test
  void composesWithTheTape() {
    Trial tied = trial(9, 1);
    tied.agree(in -> List.of(tied(in, fast(9, 4))), in -> List.of(tied(in, reference(9))));
  }

  private static Tensor tied(List<Tensor> in, Trial.Operation loss) {
    return loss.apply(in).getFirst().mul(0.25).add(in.get(1).square().mean());
  }

  @Test
  void sixteenBitOperandsKeepWideSums() {
    try (Scope scope = new Scope()) {
      Tensor x = Tensors.range(600 * WIDTH, DType.FLOAT32).sin().reshape(600, WIDTH);
      Tensor weight = Tensors.range(91, DType.FLOAT32).cos().reshape(CLASSES, WIDTH);
      Tensor narrowX = x.to(DType.BFLOAT16).requiresGrad(true);
      Tensor narrowWeight = weight.to(DType.BFLOAT16).requiresGrad(true);
      Tensor wideX = narrowX.detach().to(DType.FLOAT64).requiresGrad(true);
      Tensor wideWeight = narrowWeight.detach().to(DType.FLOAT64).requiresGrad(true);
      Tensor loss = LinearCrossEntropy.mean(narrowX, narrowWeight, targets(600), 7);
      Tensor expected = LinearCrossEntropy.reference(wideX, wideWeight, targets(600));
      loss.backward();
      expected.backward();
      assertThat(loss.dtype()).isEqualTo(DType.FLOAT32);
      assertThat(loss.item()).isCloseTo(expected.item(), within(1e-3));
      Trial.close(gradient(narrowX), gradient(wideX), 1e-2, "dx");
      Trial.close(gradient(narrowWeight), gradient(wideWeight), 1e-2, "dW");
    }
  }

  private static double[] gradient(Tensor leaf) {
    return leaf.grad().orElseThrow().toDoubles();
  }

  @Test
  void customNodeLeaksNothing() {
    trial(9, 1).leaksNothing(fast(9, 4));
  }

  @Test
  void misfitsAreRefusedByName() {
    try (Scope scope = new Scope()) {
      Tensor x = Tensors.ones(DType.FLOAT32, 2, 3);
      Tensor weight = Tensors.ones(DType.FLOAT32, 4, 3);
      assertRefused(
          x, weight, Tensors.of(new long[] {1, 4}, 2), 1, "target 4 of token 1", "[0, 4)");
      assertRefused(x, weight, Tensors.of(new long[] {-1, 0}, 2), 1, "target -1 of token 0");
      assertRefused(
          x, weight, Tensors.of(new long[] {1}, 1), 1, "targets are INT64[1]", "INT64[2]");
      assertRefused(x, weight, Tensors.ones(DType.FLOAT32, 2), 1, "targets are FLOAT32[2]");
      assertRefused(
          x, x.transpose(0, 1), Tensors.of(new long[] {0, 1}, 2), 1, "weight", "[any, 3]");
      assertRefused(x, weight, Tensors.of(new long[] {0, 1}, 2), 0, "rows = 0");
    }
  }

  private static void assertRefused(
      Tensor x, Tensor weight, Tensor targets, int rows, String... parts) {
    assertThatThrownBy(() -> LinearCrossEntropy.mean(x, weight, targets, rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts);
    assertThatThrownBy(() -> LinearCrossEntropy.perToken(x, weight, targets, rows))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
