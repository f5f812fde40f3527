package org.isoline.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TensorTest {

  @Test
  void refusalNamesOperationAndShapesWithoutBacktrace() {
    try (Scope scope = new Scope()) {
      Tensor a = Tensors.zeros(DType.FLOAT32, 2, 3);
      Tensor b = Tensors.zeros(DType.FLOAT64, 4, 5);
      assertThatThrownBy(() -> a.matmul(b))
          .isInstanceOf(TensorException.class)
          .hasMessageContaining("matmul(FLOAT32[2, 3], FLOAT64[4, 5])")
          .message()
          .doesNotContain("\n");
    }
  }

  @Test
  void elementsRoundTripInEveryType() {
    try (Scope scope = new Scope()) {
      double[] numbers = {0, 1, -2.5, 3.25};
      for (DType type : List.of(DType.FLOAT32, DType.FLOAT64, DType.BFLOAT16, DType.FLOAT16)) {
        Tensor tensor = Tensors.of(numbers, 2, 2).to(type);
        assertThat(tensor.dtype()).isEqualTo(type);
        assertThat(tensor.toDoubles()).containsExactly(numbers);
        assertThat(tensor.data().byteSize()).isEqualTo(4L * type.bytes());
      }
    }
  }

  @Test
  void scopeFreesWhatIsNotKept() {
    try (Scope outer = new Scope()) {
      long before = Scope.liveObjects();
      Tensor kept;
      try (Scope inner = new Scope()) {
        kept = inner.keep(Tensors.ones(DType.FLOAT64, 3));
        kept.mul(2).add(1);
      }
      assertThat(kept.toDoubles()).containsExactly(1, 1, 1);
      assertThat(Scope.liveObjects() - before).isEqualTo(1);
    }
  }

  @Test
  void whatIsKeptOutOfEveryScopeLivesUntilClosed() {
    long before = Scope.liveObjects();
    Tensor kept;
    try (Scope scope = new Scope()) {
      kept = scope.keep(Tensors.ones(DType.FLOAT64, 3));
    }
    assertThat(kept.sum().item()).isEqualTo(3);
    kept.close();
    System.gc();
    assertThat(Scope.liveObjects()).isLessThanOrEqualTo(before + 1);
  }

  @Test
  void customGradientWithSeveralInputsAndOutputs() {
    try (Scope scope = new Scope()) {
      Tensor x = Tensors.of(new double[] {1, 2, 3}, 3).requiresGrad(true);
      Tensor w = Tensors.of(new double[] {5}, 1).requiresGrad(true);
      Tensor constant = Tensors.of(new double[] {7}, 1);
      List<Tensor> outputs =
          CustomGradient.apply(
              List.of(x, constant, w),
              () -> List.of(x.mul(w), x.square().sum()),
              gradients -> {
                Tensor product = gradients.get(0).orElseThrow();
                Tensor square = gradients.get(1).orElseThrow();
                return List.of(
                    product.mul(w).add(x.mul(2).mul(square)),
                    constant,
                    product.mul(x).sum(0, true));
              });
      outputs.get(0).sum().add(outputs.get(1).mul(10)).backward();
      assertThat(x.grad().orElseThrow().toDoubles()).containsExactly(25, 45, 65);
      assertThat(w.grad().orElseThrow().toDoubles()).containsExactly(6);
      assertThat(constant.grad()).isEmpty();
    }
  }

  @Test
  void customGradientSeesWhichOutputsWereUsedAndComposesWithTheTape() {
    try (Scope scope = new Scope()) {
      Tensor leaf = Tensors.of(new double[] {2}, 1).requiresGrad(true);
      Tensor inner = leaf.square();
      List<Optional<Tensor>> seen = new java.util.ArrayList<>();
      List<Tensor> outputs =
          CustomGradient.apply(
              List.of(inner),
              () -> List.of(inner.mul(3), inner.mul(4)),
              gradients -> {
                seen.addAll(gradients);
                return List.of(gradients.get(0).orElseThrow().mul(3));
              });
      outputs.get(0).exp().log().backward();
      assertThat(seen.get(1)).isEmpty();
      assertThat(leaf.grad().orElseThrow().item()).isCloseTo(12, within(1e-12));
    }
  }

  @Test
  void exceptionInBackwardReachesTheCaller() {
    try (Scope scope = new Scope()) {
      Tensor x = Tensors.of(new double[] {1}, 1).requiresGrad(true);
      Tensor y =
          CustomGradient.apply(
                  List.of(x),
                  () -> List.of(x.mul(2)),
                  gradients -> {
                    throw new IllegalStateException("no gradient today");
                  })
              .getFirst();
      assertThatThrownBy(y::backward).hasMessageContaining("no gradient today");
    }
  }

  @Test
  void customGradientLeaksNothing() {
    try (Scope parameters = new Scope()) {
      Tensor w = parameters.keep(Tensors.ones(DType.FLOAT32, 64, 64).requiresGrad(true));
      Tensor buffer = Tensors.zerosLike(w);
      w.accumulateGradInto(buffer);
      long afterThree = 0;
      for (int step = 1; step <= 30; step++) {
        try (Scope scope = new Scope()) {
          Tensor y =
              CustomGradient.apply(
                      List.of(w),
                      () -> List.of(w.mul(2)),
                      gradients -> List.of(gradients.getFirst().orElseThrow().mul(2)))
                  .getFirst();
          y.sum().backward();
        }
        if (step == 3) {
          afterThree = settledLiveObjects(Long.MIN_VALUE);
        }
      }
      assertThat(settledLiveObjects(afterThree)).isLessThanOrEqualTo(afterThree);
      assertThat(buffer.toDoubles()).containsOnly(60);
    }
  }

  @Test
  void generatorContinuesFromSavedState() {
    try (Scope scope = new Scope();
        Rng rng = Rng.seeded(7);
        Rng other = Rng.seeded(8)) {
      rng.normal(1, DType.FLOAT32, 5);
      byte[] state = rng.state();
      double[] expected = rng.normal(1, DType.FLOAT64, 17).toDoubles();
      other.restore(state);
      assertThat(other.normal(1, DType.FLOAT64, 17).toDoubles()).containsExactly(expected);
    }
  }

  @Test
  void threadsAreSetForBothPools() {
    Threads.set(1);
    assertThat(Threads.get()).isEqualTo(1);
    assertThatThrownBy(() -> Threads.set(0)).hasMessageContaining("threads = 0");
  }

  /** Live objects once the books of the native bridge, which another thread keeps, are closed. */
  private static long settledLiveObjects(long expected) {
    long live = Scope.liveObjects();
    for (int i = 0; i < 50 && live != expected; i++) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      live = Scope.liveObjects();
    }
    return live;
  }
}
