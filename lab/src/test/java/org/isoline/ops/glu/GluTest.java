package org.isoline.ops.glu;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.isoline.ops.Trial;
import org.isoline.tensor.DType;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GluTest {

  private static Trial trial(double size, long tokens, long width) {
    return new Trial().normal("a", size, 3, tokens, width).normal("b", size, 3, tokens, width);
  }

  private static Trial.Operation fast(Activation activation) {
    return in -> List.of(Glu.gate(in.get(0), in.get(1), activation));
  }

  private static Trial.Operation reference(Activation activation) {
    return in -> List.of(Glu.reference(in.get(0), in.get(1), activation));
  }

  @ParameterizedTest
  @EnumSource
  void fastFormAgreesWithFormula(Activation activation) {
    for (long tokens : new long[] {1, 63, 65, 257}) {
      trial(1, tokens, 11).agree(fast(activation), reference(activation));
    }
    trial(50, 9, 5).agree(fast(activation), reference(activation));
  }

  @ParameterizedTest
  @EnumSource
  void formulaAgreesWithFiniteDifferences(Activation activation) {
    trial(1, 4, 3).matchesFiniteDifferences(reference(activation));
  }

  @ParameterizedTest
  @EnumSource
  void halvesOfOneTensorAreLegal(Activation activation) {
    new Trial()
        .normal("ab", 1, 5, 14)
        .agree(
            in ->
                List.of(Glu.gate(in.get(0).narrow(1, 0, 7), in.get(0).narrow(1, 7, 7), activation)),
            in ->
                List.of(
                    Glu.reference(
                        in.get(0).narrow(1, 0, 7), in.get(0).narrow(1, 7, 7), activation)));
  }

  @Test
  void customNodeLeaksNothing() {
    trial(1, 4, 3).leaksNothing(fast(Activation.SILU));
  }

  @Test
  void misfitsAreRefusedByName() {
    try (Scope scope = new Scope()) {
      Tensor a = Tensors.ones(DType.FLOAT32, 2, 3);
      Tensor b = Tensors.ones(DType.FLOAT32, 3);
      assertThatThrownBy(() -> Glu.gate(a, b, Activation.NONE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("b is FLOAT32[3] on cpu, must be FLOAT32[2, 3]");
    }
  }
}
