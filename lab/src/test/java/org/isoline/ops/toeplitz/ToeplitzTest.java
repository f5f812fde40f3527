package org.isoline.ops.toeplitz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.isoline.ops.Mixed;
import org.isoline.ops.Trial;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToeplitzTest {
  private static final int BATCH = 2;
  private static final int CHANNELS = 3;
  private static final int MODES = 5;

  private static Trial trial(long tokens) {
    return new Trial()
        .normal("x", 1, BATCH, tokens, CHANNELS)
        .normal("weights", 0.5, CHANNELS, MODES)
        .given("lambda", new double[] {0, 0.2, 0.9, 0.99, 1}, MODES);
  }

  private static Trial withState(long tokens) {
    return trial(tokens).normal("initial", 1, BATCH, CHANNELS, MODES);
  }

  private static Optional<Tensor> initial(List<Tensor> in) {
    return in.size() > 3 ? Optional.of(in.get(3)) : Optional.empty();
  }

  private static List<Tensor> parts(Mixed mixed) {
    return List.of(mixed.output(), mixed.state());
  }

  private static final Trial.Operation REFERENCE =
      in -> parts(Toeplitz.recurrent(in.get(0), in.get(1), in.get(2), initial(in)));

  private static Trial.Operation chunkwise(int chunk) {
    return in -> parts(Toeplitz.chunkwise(in.get(0), in.get(1), in.get(2), initial(in), chunk));
  }

  @ParameterizedTest
  @CsvSource({
    "1,16", "1,64", "5,1", "63,16", "64,64", "65,64", "65,100", "200,100", "257,16", "257,64"
  })
  void chunksAgreeWithTheRecurrence(long tokens, int chunk) {
    trial(tokens).agree(chunkwise(chunk), REFERENCE);
    withState(tokens).agree(chunkwise(chunk), REFERENCE);
  }

  @Test
  void offTheTapeResultsAreTheSame() {
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      Tensor x = Tensors.range(300, DType.FLOAT64).sin().reshape(BATCH, 50, CHANNELS);
      Tensor weights = Tensors.range(CHANNELS * MODES, DType.FLOAT64).reshape(CHANNELS, MODES);
      Tensor lambda = Tensors.range(MODES, DType.FLOAT64).mul(0.2);
      Mixed fast = Toeplitz.chunkwise(x, weights, lambda, Optional.empty(), 16);
      Mixed slow = Toeplitz.recurrent(x, weights, lambda, Optional.empty());
      Trial.close(fast.output().toDoubles(), slow.output().toDoubles(), 1e-13, "output");
      Trial.close(fast.state().toDoubles(), slow.state().toDoubles(), 1e-13, "state");
    }
  }

  @Test
  void recurrenceAgreesWithFiniteDifferences() {
    new Trial()
        .normal("x", 1, BATCH, 6, CHANNELS)
        .normal("weights", 1, CHANNELS, MODES)
        .uniform("lambda", 0.1, 0.9, MODES)
        .normal("initial", 1, BATCH, CHANNELS, MODES)
        .matchesFiniteDifferences(REFERENCE);
  }

  /** A model uses the output alone; a state may be differentiated alone. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void eitherResultMayGoUnused(int used) {
    withState(35)
        .agree(
            in -> List.of(chunkwise(16).apply(in).get(used)),
            in -> List.of(REFERENCE.apply(in).get(used)));
  }

  @ParameterizedTest
  @CsvSource({"100,64", "128,64", "37,16"})
  void halvesThroughTheStateAreOnePass(long tokens, long cut) {
    trial(tokens)
        .agree(
            in -> {
              Tensor x = in.get(0);
              Mixed first =
                  Toeplitz.chunkwise(
                      x.narrow(1, 0, cut), in.get(1), in.get(2), Optional.empty(), 16);
              Mixed second =
                  Toeplitz.chunkwise(
                      x.narrow(1, cut, tokens - cut),
                      in.get(1),
                      in.get(2),
                      Optional.of(first.state()),
                      16);
              return List.of(
                  Tensors.cat(List.of(first.output(), second.output()), 1), second.state());
            },
            REFERENCE);
  }

  @Test
  void outputIsTheConvolution() {
    int tokens = 70;
    try (Scope scope = new Scope()) {
      Tensor x = Tensors.range((long) BATCH * tokens * CHANNELS, DType.FLOAT64).sin();
      Tensor sequence = x.reshape(BATCH, tokens, CHANNELS);
      Tensor weights = Tensors.range(CHANNELS * MODES, DType.FLOAT64).cos();
      double[] lambda = {0, 0.3, 0.8, 0.97, 1};
      Tensor output =
          Toeplitz.chunkwise(
                  sequence,
                  weights.reshape(CHANNELS, MODES),
                  Tensors.of(lambda, MODES),
                  Optional.empty(),
                  16)
              .output();
      double[] expected = convolution(x.toDoubles(), weights.toDoubles(), lambda, tokens);
      Trial.close(output.toDoubles(), expected, 1e-13, "y_t = sum_m T_m x_{t-m}");
    }
  }

  private static double[] convolution(double[] x, double[] weights, double[] lambda, int tokens) {
    double[] y = new double[x.length];
    for (int row = 0; row < BATCH; row++) {
      for (int t = 0; t < tokens; t++) {
        for (int c = 0; c < CHANNELS; c++) {
          for (int m = 0; m <= t; m++) {
            double coefficient = 0;
            for (int j = 0; j < MODES; j++) {
              coefficient += weights[c * MODES + j] * Math.pow(lambda[j], m);
            }
            y[(row * tokens + t) * CHANNELS + c] +=
                coefficient * x[(row * tokens + t - m) * CHANNELS + c];
          }
        }
      }
    }
    return y;
  }

  @Test
  void matricesAndDiagonalSumsAreAdjoint() {
    try (Scope scope = new Scope()) {
      Tensor matrix = UpperToeplitz.of(Tensors.of(new double[] {1, 2, 3}, 1, 3));
      assertThat(matrix.toDoubles()).containsExactly(1, 2, 3, 0, 1, 2, 0, 0, 1);
      Tensor any = Tensors.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 1, 3, 3);
      assertThat(UpperToeplitz.diagonalSums(any).toDoubles()).containsExactly(15, 8, 3);
    }
  }

  @Test
  void customNodeLeaksNothing() {
    withState(35).leaksNothing(chunkwise(16));
  }

  @Test
  void misfitsAreRefusedByName() {
    try (Scope scope = new Scope()) {
      Tensor x = Tensors.ones(DType.FLOAT32, 2, 4, 3);
      Tensor weights = Tensors.ones(DType.FLOAT32, 3, 5);
      Tensor lambda = Tensors.ones(DType.FLOAT32, 5);
      assertThatThrownBy(() -> Toeplitz.chunkwise(x, weights, lambda, Optional.empty(), 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("chunk = 0");
      assertThatThrownBy(() -> Toeplitz.recurrent(x, lambda, lambda, Optional.empty()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("weights is FLOAT32[5] on cpu, must be FLOAT32[3, any]");
      assertThatThrownBy(() -> Toeplitz.recurrent(x, weights, weights, Optional.empty()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("lambda is FLOAT32[3, 5]");
      assertThatThrownBy(() -> Toeplitz.recurrent(x, weights, lambda, Optional.of(x)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("initial state is FLOAT32[2, 4, 3]", "[2, 3, 5]");
    }
  }
}
