package org.isoline.ops.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.isoline.ops.Trial;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Rng;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearTest {
  private static Trial trial() {
    return new Trial().normal("x", 1, 2, 63, 40).normal("weight", 2, 24, 40);
  }

  @Test
  void fullPrecisionIsTheFormula() {
    trial()
        .agree(
            in -> List.of(Linear.apply(in.get(0), in.get(1), Precision.FULL)),
            in -> List.of(Linear.reference(in.get(0), in.get(1))));
  }

  /** Operands have 8 bits; sums of 40 to 126 products of them are right to a few parts in 2^8. */
  @Test
  void bfloat16IsTheFormulaToItsEightBits() {
    List<double[]> expected =
        trial().run(in -> List.of(Linear.reference(in.get(0), in.get(1))), DType.FLOAT64);
    List<double[]> actual =
        trial()
            .run(
                in -> List.of(Linear.apply(in.get(0), in.get(1), Precision.BFLOAT16)),
                DType.FLOAT32);
    Trial.compare(actual, expected, 0.02, "bfloat16");
    assertThat(actual.getFirst()).isNotEqualTo(expected.getFirst());
  }

  /** One row with the tape off has a kernel of its own; sizes are around its lanes and streams. */
  @ParameterizedTest
  @CsvSource({"1, 1", "1, 5", "15, 4", "16, 3", "33, 63", "512, 257", "129, 1024"})
  void oneRowIsTheFormula(int in, int out) {
    for (DType type : List.of(DType.FLOAT32, DType.FLOAT64)) {
      try (Scope scope = new Scope();
          Autograd.Mode off = Autograd.off();
          Rng rng = Rng.seeded(in + out)) {
        Tensor x = rng.normal(1, type, 1, 1, in);
        Tensor weight = rng.normal(1, type, out, in);
        Tensor y = Linear.apply(x, weight, Precision.FULL);
        assertThat(y.shape()).containsExactly(1, 1, out);
        double[] expected =
            Linear.reference(x.to(DType.FLOAT64), weight.to(DType.FLOAT64)).toDoubles();
        assertThat(y.toDoubles())
            .usingComparatorWithPrecision(type == DType.FLOAT32 ? 2e-6 * in : 1e-14 * in)
            .containsExactly(expected);
        assertThat(Linear.apply(x, weight, Precision.FULL).toDoubles())
            .as("bits, again")
            .containsExactly(y.toDoubles());
      }
    }
  }

  @Test
  void leavesNoMemoryBehind() {
    trial().leaksNothing(in -> List.of(Linear.apply(in.get(0), in.get(1), Precision.BFLOAT16)));
  }

  @Test
  void otherOperandsAreRefused() {
    try (Scope scope = new Scope()) {
      Tensor x = Tensors.ones(DType.FLOAT64, 2, 3);
      assertThatThrownBy(() -> Linear.apply(x, x, Precision.BFLOAT16))
          .hasMessageContaining("FLOAT32 operands");
      assertThatThrownBy(
              () ->
                  Linear.apply(
                      x.to(DType.FLOAT32), Tensors.ones(DType.FLOAT32, 4, 2), Precision.BFLOAT16))
          .hasMessageContaining("weight is FLOAT32[4, 2]");
    }
  }
}
