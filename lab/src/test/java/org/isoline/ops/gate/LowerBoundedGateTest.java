package org.isoline.ops.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.isoline.ops.gate.LowerBoundedGate.Gate;
import org.isoline.tensor.DType;
import org.isoline.tensor.Rng;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.junit.jupiter.api.Test;

class LowerBoundedGateTest {

  @Test
  void valuesAreThoseOfTheDefinition() {
    try (Scope scope = new Scope()) {
      Tensor z = Tensors.of(new double[] {-3, 0, 2, 5}, 1, 2, 2);
      Tensor bound = Tensors.of(new double[] {0.25, 0.5}, 2);
      Gate gate = LowerBoundedGate.bounded(z, bound);
      Tensor f = bound.add(bound.neg().add(1).mul(z.sigmoid()));
      assertClose(gate.key().toDoubles(), f.neg().add(1).toDoubles(), 1e-15);
      assertClose(gate.logDecay().toDoubles(), f.log().toDoubles(), 1e-15);
      Gate open = LowerBoundedGate.unbounded(z);
      assertClose(open.logDecay().exp().toDoubles(), z.sigmoid().toDoubles(), 1e-15);
    }
  }

  @Test
  void gradientsEqualFiniteDifferences() {
    try (Scope scope = new Scope();
        Rng rng = Rng.seeded(3)) {
      Tensor z = rng.normal(2, DType.FLOAT64, 2, 3, 4);
      Tensor bound = rng.uniform(0.05, 0.95, DType.FLOAT64, 4);
      Tensor weightK = rng.normal(1, DType.FLOAT64, 2, 3, 4);
      Tensor weightG = rng.normal(1, DType.FLOAT64, 2, 3, 4);
      Function<Gate, Tensor> both =
          gate -> gate.key().mul(weightK).add(gate.logDecay().mul(weightG)).sum();
      check(z, x -> both.apply(LowerBoundedGate.bounded(x, bound)));
      check(bound, x -> both.apply(LowerBoundedGate.bounded(z, x)));
      check(z, x -> both.apply(LowerBoundedGate.unbounded(x)));
      check(z, x -> LowerBoundedGate.bounded(x, bound).key().mul(weightK).sum());
      check(bound, x -> LowerBoundedGate.bounded(z, x).logDecay().mul(weightG).sum());
    }
  }

  @Test
  void extremesStayFinite() {
    try (Scope scope = new Scope()) {
      Tensor z = Tensors.of(new float[] {-50, 50, -500, 500}, 1, 1, 4).requiresGrad(true);
      Tensor bound = Tensors.of(new float[] {1e-6f, 0.9999f, 0.5f, 0.5f}, 4).requiresGrad(true);
      for (Gate gate :
          new Gate[] {LowerBoundedGate.unbounded(z), LowerBoundedGate.bounded(z, bound)}) {
        gate.key().sum().add(gate.logDecay().sum()).backward();
        assertThat(gate.key().allFinite()).isTrue();
        assertThat(gate.logDecay().allFinite()).isTrue();
        assertThat(gate.logDecay().max().item()).isLessThanOrEqualTo(0);
      }
      assertThat(z.grad().orElseThrow().allFinite()).isTrue();
      assertThat(bound.grad().orElseThrow().allFinite()).isTrue();
    }
  }

  private static void check(Tensor at, Function<Tensor, Tensor> function) {
    Tensor leaf = at.copy().requiresGrad(true);
    function.apply(leaf).backward();
    double[] analytic = leaf.grad().orElseThrow().toDoubles();
    double[] numbers = at.toDoubles();
    double h = 1e-6;
    for (int i = 0; i < numbers.length; i++) {
      double slope =
          (function.apply(shifted(numbers, i, h, at.shape())).item()
                  - function.apply(shifted(numbers, i, -h, at.shape())).item())
              / (2 * h);
      assertThat(analytic[i]).isCloseTo(slope, within(1e-7 * Math.max(1, Math.abs(slope))));
    }
  }

  private static Tensor shifted(double[] numbers, int index, double by, long[] shape) {
    double[] moved = numbers.clone();
    moved[index] += by;
    return Tensors.of(moved, shape);
  }

  private static void assertClose(double[] actual, double[] expected, double tolerance) {
    assertThat(Arrays.copyOf(actual, actual.length))
        .usingComparatorWithPrecision(tolerance)
        .containsExactly(expected);
  }

  @Test
  void roundingNeverMakesTheStateGrow() {
    try (Scope scope = new Scope();
        Rng rng = Rng.seeded(3)) {
      for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
        Tensor z = rng.uniform(-60, 60, dtype, 1, 2000, 50);
        Tensor bound = rng.uniform(0.01, 0.999, dtype, 50);
        assertThat(LowerBoundedGate.bounded(z, bound).logDecay().max().item())
            .isLessThanOrEqualTo(0);
      }
    }
  }
}
