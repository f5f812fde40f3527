package org.isoline.ops.softmax;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.isoline.ops.Trial;
import org.isoline.tensor.DType;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoftmaxAttentionTest {
  private static final double SCALE = 0.7;

  private static final Trial.Operation FAST =
      in -> List.of(SoftmaxAttention.causal(in.get(0), in.get(1), in.get(2), SCALE));
  private static final Trial.Operation REFERENCE =
      in -> List.of(SoftmaxAttention.reference(in.get(0), in.get(1), in.get(2), SCALE));

  private static Trial trial(long batch, long tokens, long keys, long values) {
    return new Trial()
        .normal("q", 1, batch, 3, tokens, keys)
        .normal("k", 1, batch, 3, tokens, keys)
        .normal("v", 1, batch, 3, tokens, values);
  }

  @ParameterizedTest
  @CsvSource({"2,1,5,5", "2,63,16,16", "1,65,7,7", "1,257,9,9", "2,33,6,5"})
  void fastFormAgreesWithFormula(long batch, long tokens, long keys, long values) {
    trial(batch, tokens, keys, values).agree(FAST, REFERENCE);
  }

  @Test
  void formulaAgreesWithFiniteDifferences() {
    trial(1, 5, 4, 3).matchesFiniteDifferences(REFERENCE);
  }

  /** What it says, one number after the other. */
  @Test
  void formulaIsSoftmaxOverThePast() {
    try (Scope scope = new Scope()) {
      Tensor q = Tensors.of(new double[] {1, 2, -1}, 1, 1, 3, 1);
      Tensor k = Tensors.of(new double[] {0.5, -1, 3}, 1, 1, 3, 1);
      Tensor v = Tensors.of(new double[] {10, 20, 40}, 1, 1, 3, 1);
      double a = Math.exp(2);
      double b = Math.exp(-4);
      double c = Math.exp(-1);
      double d = Math.exp(2);
      double e = Math.exp(-6);
      Trial.close(
          SoftmaxAttention.reference(q, k, v, 2).toDoubles(),
          new double[] {10, (10 * a + 20 * b) / (a + b), (10 * c + 20 * d + 40 * e) / (c + d + e)},
          1e-14,
          "attention");
    }
  }

  @ParameterizedTest
  @CsvSource({"1,0", "5,0", "1,8", "4,5", "8,1"})
  void lastQueriesAgainstAllKeys(long queries, long offset) {
    long tokens = offset + queries;
    trial(2, tokens, 4, 3)
        .agree(
            in ->
                List.of(
                    SoftmaxAttention.causal(
                        in.get(0).narrow(2, offset, queries), in.get(1), in.get(2), SCALE, offset)),
            in -> List.of(REFERENCE.apply(in).getFirst().narrow(2, offset, queries)));
  }

  /** Scores in the thousands, far beyond what e^z can hold: weights are 0 or 1. */
  @Test
  void largeScoresStayFinite() {
    new Trial()
        .normal("v", 1, 1, 3, 9, 4)
        .agree(
            in -> List.of(SoftmaxAttention.causal(steep(in), steep(in), in.get(0), SCALE)),
            in -> List.of(SoftmaxAttention.reference(steep(in), steep(in), in.get(0), SCALE)));
  }

  private static Tensor steep(List<Tensor> in) {
    DType dtype = in.getFirst().dtype();
    return Tensors.range(108, dtype).sin().mul(100).reshape(1, 3, 9, 4);
  }

  @Test
  void misfitsAreRefusedByName() {
    try (Scope scope = new Scope()) {
      Tensor q = Tensors.ones(DType.FLOAT32, 1, 2, 3, 4);
      Tensor longer = Tensors.ones(DType.FLOAT32, 1, 2, 5, 4);
      assertThatThrownBy(() -> SoftmaxAttention.causal(q, longer, q, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("k is FLOAT32[1, 2, 5, 4] on cpu, must be FLOAT32[1, 2, 3, 4]");
      assertThatThrownBy(() -> SoftmaxAttention.causal(q, longer, q, 1, 2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("v is FLOAT32[1, 2, 3, 4] on cpu, must be FLOAT32[1, 2, 5, any]");
      assertThatThrownBy(() -> SoftmaxAttention.causal(q, q, q, 1, -1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("offset = -1");
      assertThatThrownBy(() -> SoftmaxAttention.reference(q.select(0, 0), q, q, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("q is FLOAT32[2, 3, 4], must be floating [any, any, any, any]");
    }
  }
}
