package org.isoline.ops.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.LongStream;
import org.isoline.ops.Trial;
import org.isoline.ops.linear.Precision;
import org.isoline.tensor.DType;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskedCrossEntropyTest {
  private static final int WIDTH = 7;
  private static final int CLASSES = 13;

  private static Trial trial(long tokens) {
    return new Trial().normal("x", 1, tokens, WIDTH).normal("weight", 1, CLASSES, WIDTH);
  }

  /** One token of {@code every} counts, the last always. */
  private static Tensor targets(int tokens, int every) {
    return Tensors.of(
        LongStream.range(0, tokens)
            .map(
                t ->
                    (tokens - 1 - t) % every == 0
                        ? t * 5 % CLASSES
                        : t % 2 == 0 ? MaskedCrossEntropy.IGNORED : -1)
            .toArray(),
        tokens);
  }

  private static Trial.Operation fast(int tokens, int every, int rows) {
    return in ->
        List.of(
            MaskedCrossEntropy.mean(
                in.get(0), in.get(1), targets(tokens, every), rows, Precision.FULL));
  }

  private static Trial.Operation reference(int tokens, int every) {
    return in ->
        List.of(MaskedCrossEntropy.reference(in.get(0), in.get(1), targets(tokens, every)));
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "9,2,256", "65,3,4", "65,64,16", "257,5,16", "64,1,16", "40,40,7"})
  void fastFormAgreesWithFormula(int tokens, int every, int rows) {
    trial(tokens).agree(fast(tokens, every, rows), reference(tokens, every));
  }

  @Test
  void bothFormsAgreeWithFiniteDifferences() {
    trial(7).matchesFiniteDifferences(reference(7, 3));
    trial(7).matchesFiniteDifferences(fast(7, 3, 2));
  }

  @Test
  void itIsTheMeanOfTheLossesThatCount() {
    try (Scope scope = new Scope()) {
      Tensor x = Tensors.range(35, DType.FLOAT64).reshape(5, WIDTH).mul(0.1).sin();
      Tensor weight = Tensors.range(91, DType.FLOAT64).reshape(CLASSES, WIDTH).cos();
      Tensor all = Tensors.of(new long[] {3, 0, 7, 12, 1}, 5);
      double[] each = LinearCrossEntropy.perToken(x, weight, all, 2);
      Tensor some = Tensors.of(new long[] {3, -100, -100, 12, -100}, 5);
      assertThat(MaskedCrossEntropy.mean(x, weight, some, 2, Precision.FULL).item())
          .isCloseTo((each[0] + each[3]) / 2, within(1e-14));
    }
  }

  @Test
  void whereAllCountTheBitsAreThoseOfTheLossWithoutMask() {
    try (Scope scope = new Scope()) {
      Tensor x = Tensors.range(700, DType.FLOAT32).sin().reshape(100, WIDTH);
      Tensor weight = Tensors.range(91, DType.FLOAT32).cos().reshape(CLASSES, WIDTH);
      Tensor all = targets(100, 1);
      assertThat(MaskedCrossEntropy.mean(x, weight, all, 16, Precision.FULL).item())
          .isEqualTo(LinearCrossEntropy.mean(x, weight, all, 16).item());
    }
  }

  @Test
  void tokensThatDoNotCountGetNoGradient() {
    try (Scope scope = new Scope()) {
      Tensor x =
          Tensors.range(21, DType.FLOAT64).sin().reshape(3, WIDTH).detach().requiresGrad(true);
      Tensor weight = Tensors.range(91, DType.FLOAT64).cos().reshape(CLASSES, WIDTH);
      Tensor targets = Tensors.of(new long[] {-100, 4, -100}, 3);
      MaskedCrossEntropy.mean(x, weight, targets, 2, Precision.FULL).backward();
      double[] gradient = x.grad().orElseThrow().toDoubles();
      for (int i = 0; i < gradient.length; i++) {
        assertThat(gradient[i] != 0).as("entry " + i).isEqualTo(i / WIDTH == 1);
      }
    }
  }

  @Test
  void nothingLeaks() {
    trial(9).leaksNothing(fast(9, 2, 4));
  }

  @Test
  void misfitsAreRefused() {
    try (Scope scope = new Scope()) {
      Tensor x = Tensors.ones(DType.FLOAT32, 2, 3);
      Tensor weight = Tensors.ones(DType.FLOAT32, 4, 3);
      assertRefused(x, weight, new long[] {-100, -100}, "all 2 targets are negative");
      assertRefused(x, weight, new long[] {-100, 4}, "target 4");
      assertRefused(x, weight, new long[] {-100, 1, 1}, "3 targets");
    }
  }

  private static void assertRefused(Tensor x, Tensor weight, long[] targets, String message) {
    Tensor own = Tensors.of(targets, targets.length);
    assertThatThrownBy(() -> MaskedCrossEntropy.mean(x, weight, own, 8, Precision.FULL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
