package org.isoline.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The poison itself, and that it is on while tests run.
 *
 * <p>A tensor that is made empty is covered whatever its size and wherever it is made, in Java or
 * inside a native operation. An output that a native elementwise operation or reduction allocates
 * for itself is not; it is written whole.
 */
class FreshMemoryTest {

  @AfterEach
  void on() {
    FreshMemory.poison(true);
  }

  @Test
  void isOnForEveryTest() {
    assertThat(FreshMemory.isPoisoned()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64", "BFLOAT16", "FLOAT16"})
  void emptyTensorIsNanThroughout(DType dtype) {
    for (long elements : new long[] {1, 100, 1 << 20}) {
      try (Scope scope = new Scope()) {
        double[] numbers = Tensors.empty(dtype, Device.CPU, elements).toDoubles();
        assertThat(Arrays.stream(numbers).allMatch(Double::isNaN)).isTrue();
      }
    }
  }

  @Test
  void emptyIntegersAreTheLargest() {
    try (Scope scope = new Scope()) {
      assertThat(Tensors.empty(DType.INT64, Device.CPU, 3).toLongs()).containsOnly(Long.MAX_VALUE);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64", "BFLOAT16"})
  void oneForgottenElementSpoilsASum(DType dtype) {
    try (Scope scope = new Scope()) {
      Tensor tensor = Tensors.empty(dtype, Device.CPU, 8);
      InPlace.fill(tensor.narrow(0, 0, 7), 1);
      assertThat(tensor.narrow(0, 0, 7).sum().item()).isEqualTo(7);
      assertThat(tensor.sum().item()).isNaN();
    }
  }

  @Test
  void canBeSwitchedOff() {
    FreshMemory.poison(false);
    assertThat(FreshMemory.isPoisoned()).isFalse();
  }
}
