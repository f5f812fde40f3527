package org.isoline.ops.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.isoline.tensor.DType;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.junit.jupiter.api.Test;

class TokenScoresTest {
  private static Tensor random(long rows, long columns, int seed) {
    Random random = new Random(seed);
    double[] elements = new double[(int) (rows * columns)];
    Arrays.setAll(elements, _ -> random.nextGaussian());
    return Tensors.of(elements, rows, columns);
  }

  @Test
  void chunksGiveWhatTheFormulaGives() {
    int[] positions = {0, 0, 0, 2, 3, 3, 9, 9, 10};
    long[] tokens = {5, 1, 0, 18, 3, 3, 7, 2, 11};
    try (Scope scope = new Scope()) {
      Tensor x = random(11, 6, 1);
      Tensor weight = random(19, 6, 2);
      TokenScores expected = TokenScores.reference(x, weight, positions, tokens);
      assertThat(expected.greedy()).as("some of each").contains(false);
      for (int chunk : new int[] {1, 2, 4, 11, 256}) {
        TokenScores scores = TokenScores.of(x, weight, positions, tokens, chunk);
        assertThat(scores.logProbabilities())
            .containsExactly(expected.logProbabilities(), within(1e-12));
        assertThat(scores.greedy()).isEqualTo(expected.greedy());
        TokenScores single =
            TokenScores.of(x.to(DType.FLOAT32), weight.to(DType.FLOAT32), positions, tokens, chunk);
        assertThat(single.logProbabilities())
            .containsExactly(expected.logProbabilities(), within(1e-5));
      }
    }
  }

  @Test
  void theLikeliestTokenIsGreedyAndNoOther() {
    try (Scope scope = new Scope()) {
      Tensor x = random(1, 6, 1);
      Tensor weight = random(19, 6, 2);
      int[] positions = new int[19];
      long[] tokens = new long[19];
      Arrays.setAll(tokens, i -> i);
      TokenScores scores = TokenScores.of(x, weight, positions, tokens, 4);
      double sum = Arrays.stream(scores.logProbabilities()).map(Math::exp).sum();
      assertThat(sum).isCloseTo(1, within(1e-12));
      double most = Arrays.stream(scores.logProbabilities()).max().orElseThrow();
      for (int i = 0; i < 19; i++) {
        assertThat(scores.greedy()[i]).isEqualTo(scores.logProbabilities()[i] == most);
      }
    }
  }

  @Test
  void positionsNeverFall() {
    try (Scope scope = new Scope()) {
      Tensor x = random(3, 6, 1);
      Tensor weight = random(19, 6, 2);
      assertThatThrownBy(() -> TokenScores.of(x, weight, new int[] {1, 0}, new long[] {0, 0}, 4))
          .hasMessageContaining("[1, 0]");
      assertThatThrownBy(() -> TokenScores.of(x, weight, new int[] {1}, new long[] {0, 0}, 4))
          .hasMessageContaining("for 2 tokens");
    }
  }
}
