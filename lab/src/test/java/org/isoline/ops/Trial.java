package org.isoline.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Rng;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Compares forms of an operation on given inputs, in all outputs and in the gradient of every input
 * for random gradients of the outputs.
 */
public final class Trial {
  /** A differentiable operation. */
  @FunctionalInterface
  public interface Operation {
    /** Outputs from inputs. */
    List<Tensor> apply(List<Tensor> inputs);
  }

  /** Steps between values for finite differences, which then agree to about 1e-9. */
  private static final double STEP = 1e-5;

  private static final int PROBES = 24;

  private final List<String> names = new ArrayList<>();
  private final List<double[]> values = new ArrayList<>();
  private final List<long[]> shapes = new ArrayList<>();

  /** Adds an input with normal elements. */
  public Trial normal(String name, double deviation, long... shape) {
    try (Scope scope = new Scope();
        Rng rng = Rng.seeded(names.size() + 1)) {
      return given(name, rng.normal(deviation, DType.FLOAT64, shape).toDoubles(), shape);
    }
  }

  /** Adds an input with uniform elements. */
  public Trial uniform(String name, double low, double high, long... shape) {
    try (Scope scope = new Scope();
        Rng rng = Rng.seeded(names.size() + 1)) {
      return given(name, rng.uniform(low, high, DType.FLOAT64, shape).toDoubles(), shape);
    }
  }

  /** Adds an input. All inputs are rounded to binary32, so that every type can have them. */
  public Trial given(String name, double[] elements, long... shape) {
    double[] rounded = elements.clone();
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) rounded[i];
    }
    names.add(name);
    values.add(rounded);
    shapes.add(shape);
    return this;
  }

  /**
   * Checks a fast form in FLOAT64 to 1e-10 and in FLOAT32 to 1e-4 of the largest element, both
   * against the reference in FLOAT64.
   */
  public void agree(Operation fast, Operation reference) {
    List<double[]> expected = run(reference, DType.FLOAT64);
    compare(run(fast, DType.FLOAT64), expected, 1e-10, "FLOAT64");
    compare(run(fast, DType.FLOAT32), expected, 1e-4, "FLOAT32");
  }

  /** Checks gradients against central differences of some elements of every input. */
  public void matchesFiniteDifferences(Operation operation) {
    List<double[]> results = run(operation, DType.FLOAT64);
    int outputs = results.size() - values.size();
    for (int input = 0; input < values.size(); input++) {
      double[] gradient = results.get(outputs + input);
      double largest = largest(gradient);
      int stride = Math.max(1, gradient.length / PROBES);
      for (int element = 0; element < gradient.length; element += stride) {
        double slope =
            (objective(operation, input, element, STEP)
                    - objective(operation, input, element, -STEP))
                / (2 * STEP);
        assertThat(gradient[element])
            .as("d%s[%d]", names.get(input), element)
            .isCloseTo(slope, within(1e-6 * Math.max(largest, 1e-3)));
      }
    }
  }

  /** Checks that calls leave no native memory behind: as many objects after 30 as after 3. */
  public void leaksNothing(Operation operation) {
    try (Scope parameters = new Scope()) {
      List<Tensor> inputs = inputs(DType.FLOAT32);
      for (Tensor input : inputs) {
        input.requiresGrad(true).accumulateGradInto(Tensors.zerosLike(input));
      }
      long afterThree = 0;
      for (int call = 1; call <= 30; call++) {
        try (Scope scope = new Scope()) {
          objective(operation.apply(inputs)).backward();
        }
        if (call == 3) {
          afterThree = settledLiveObjects(Long.MIN_VALUE);
        }
      }
      assertThat(settledLiveObjects(afterThree)).isLessThanOrEqualTo(afterThree);
    }
  }

  /** Outputs, then gradients of all inputs. */
  public List<double[]> run(Operation operation, DType dtype) {
    try (Scope scope = new Scope()) {
      List<Tensor> inputs = inputs(dtype);
      inputs.forEach(input -> input.requiresGrad(true));
      List<Tensor> outputs = operation.apply(inputs);
      objective(outputs).backward();
      List<double[]> results = new ArrayList<>();
      outputs.forEach(output -> results.add(output.toDoubles()));
      for (Tensor input : inputs) {
        Tensor gradient = input.grad().orElseThrow();
        assertThat(gradient.dtype()).isEqualTo(dtype);
        assertThat(gradient.shape()).isEqualTo(input.shape());
        results.add(gradient.toDoubles());
      }
      return results;
    }
  }

  /** Checks that two results agree to a fraction of the largest expected element. */
  public static void compare(
      List<double[]> actual, List<double[]> expected, double tolerance, String what) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      close(actual.get(i), expected.get(i), tolerance, what + ", result " + i);
    }
  }

  /** Checks that all agree to a fraction of the largest expected element, of 1 if all are 0. */
  public static void close(double[] actual, double[] expected, double tolerance, String what) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    double largest = largest(expected);
    double allowed = tolerance * (largest == 0 ? 1 : largest);
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs(actual[i] - expected[i]) <= allowed)) {
        assertThat(actual[i]).as("%s, element %d", what, i).isCloseTo(expected[i], within(allowed));
      }
    }
  }

  private List<Tensor> inputs(DType dtype) {
    List<Tensor> inputs = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      inputs.add(Tensors.of(values.get(i), shapes.get(i)).to(dtype));
    }
    return inputs;
  }

  private double objective(Operation operation, int input, int element, double step) {
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      double[] original = values.get(input);
      double[] moved = original.clone();
      moved[element] += step;
      values.set(input, moved);
      double objective = objective(operation.apply(inputs(DType.FLOAT64))).item();
      values.set(input, original);
      return objective;
    }
  }

  /** A scalar whose gradients in the outputs are random numbers, the same in every call. */
  private static Tensor objective(List<Tensor> outputs) {
    try (Rng rng = Rng.seeded(99)) {
      Tensor total = Tensors.zeros(DType.FLOAT64);
      for (Tensor output : outputs) {
        Tensor weights = rng.normal(1, DType.FLOAT64, output.shape());
        total = total.add(output.to(DType.FLOAT64).mul(weights).sum());
      }
      return total;
    }
  }

  private static double largest(double[] elements) {
    double largest = 0;
    for (double element : elements) {
      largest = Math.max(largest, Math.abs(element));
    }
    return largest;
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
