package org.isoline.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.isoline.tensor.DType;
import org.isoline.tensor.Rng;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Runs a mixer on given numbers and a linear loss, and holds everything it made as doubles.
 *
 * <p>The loss is a fixed random weighting of the output, the final state or both.
 */
public final class MixerTrial {
  /** A mixer of named operands; "initial" is one of them where there is an initial state. */
  @FunctionalInterface
  public interface Mixer {
    /** Output and final state. */
    Mixed mix(Map<String, Tensor> operands);
  }

  /** What the loss depends on. */
  public enum Loss {
    /** The output alone. */
    OUTPUT,
    /** The final state alone. */
    STATE,
    /** Both. */
    BOTH
  }

  /** Elements in row-major order with their shape. */
  public record Numbers(double[] elements, long... shape) {
    /** Normal numbers. */
    public static Numbers normal(long seed, double deviation, long... shape) {
      try (Scope scope = new Scope();
          Rng rng = Rng.seeded(seed)) {
        return new Numbers(rng.normal(deviation, DType.FLOAT64, shape).toDoubles(), shape);
      }
    }

    /** The same numbers as a tensor. */
    public Tensor tensor(DType dtype) {
      return Tensors.of(elements, shape).to(dtype);
    }
  }

  private MixerTrial() {}

  /** Optional operand "initial". */
  public static Optional<Tensor> initial(Map<String, Tensor> operands) {
    return Optional.ofNullable(operands.get("initial"));
  }

  /** Output, state, loss and the gradient of each operand, by name. */
  public static Map<String, double[]> run(
      Mixer mixer, Map<String, Numbers> operands, DType dtype, Loss loss) {
    try (Scope scope = new Scope()) {
      Map<String, Tensor> leaves = new LinkedHashMap<>();
      operands.forEach(
          (name, numbers) -> leaves.put(name, numbers.tensor(dtype).requiresGrad(true)));
      Mixed mixed = mixer.mix(leaves);
      List<Tensor> terms = new ArrayList<>();
      if (loss != Loss.STATE) {
        terms.add(weighted(mixed.output(), 11, dtype));
      }
      if (loss != Loss.OUTPUT) {
        terms.add(weighted(mixed.state(), 12, dtype));
      }
      Tensor total = Tensors.stack(terms, 0).sum();
      total.backward();
      Map<String, double[]> made = new LinkedHashMap<>();
      made.put("output", mixed.output().toDoubles());
      made.put("state", mixed.state().toDoubles());
      made.put("loss", total.toDoubles());
      leaves.forEach(
          (name, leaf) ->
              made.put(
                  "d" + name,
                  leaf.grad()
                      .map(Tensor::toDoubles)
                      .orElseGet(() -> new double[(int) leaf.elements()])));
      return made;
    }
  }

  private static Tensor weighted(Tensor tensor, long seed, DType dtype) {
    return tensor.mul(Numbers.normal(seed, 1, tensor.shape()).tensor(dtype)).sum();
  }

  /**
   * Asserts that everything agrees to {@code tolerance} times the largest expected magnitude, or to
   * the smallest normal FLOAT32, below which zero is a legal answer.
   */
  public static void assertAgree(
      Map<String, double[]> actual, Map<String, double[]> expected, double tolerance, String what) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, numbers) -> {
          double[] got = actual.get(name);
          assertThat(got).hasSameSizeAs(numbers);
          double scale = 0;
          double error = 0;
          for (int i = 0; i < numbers.length; i++) {
            scale = Math.max(scale, Math.abs(numbers[i]));
            double difference = Math.abs(got[i] - numbers[i]);
            error = Double.isNaN(difference) ? Double.NaN : Math.max(error, difference);
            if (Double.isNaN(error)) {
              break;
            }
          }
          assertThat(error)
              .as("%s, %s: largest error, largest magnitude %s", what, name, scale)
              .isLessThanOrEqualTo(Math.max(tolerance * scale, Float.MIN_NORMAL));
        });
  }

  /**
   * Asserts that every gradient is the central difference of the loss.
   *
   * @param step distance of the two points, for each operand's element
   */
  public static void assertDifferentiable(
      Mixer mixer, Map<String, Numbers> operands, Loss loss, double step, double tolerance) {
    Map<String, double[]> analytic = run(mixer, operands, DType.FLOAT64, loss);
    operands.forEach(
        (name, numbers) -> {
          double[] gradient = analytic.get("d" + name);
          for (int i = 0; i < gradient.length; i++) {
            double numeric =
                (lossAt(mixer, operands, name, i, step, loss)
                        - lossAt(mixer, operands, name, i, -step, loss))
                    / (2 * step);
            assertThat(gradient[i])
                .as("d%s[%d], loss of %s", name, i, loss)
                .isCloseTo(numeric, org.assertj.core.api.Assertions.within(tolerance));
          }
        });
  }

  private static double lossAt(
      Mixer mixer, Map<String, Numbers> operands, String name, int index, double shift, Loss loss) {
    Numbers former = operands.get(name);
    double[] moved = former.elements().clone();
    moved[index] += shift;
    Map<String, Numbers> shifted = new LinkedHashMap<>(operands);
    shifted.put(name, new Numbers(moved, former.shape()));
    try (Scope scope = new Scope()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      shifted.forEach((key, numbers) -> tensors.put(key, numbers.tensor(DType.FLOAT64)));
      Mixed mixed = mixer.mix(tensors);
      double total = 0;
      if (loss != Loss.STATE) {
        total += weighted(mixed.output(), 11, DType.FLOAT64).item();
      }
      if (loss != Loss.OUTPUT) {
        total += weighted(mixed.state(), 12, DType.FLOAT64).item();
      }
      return total;
    }
  }

  /** Live native objects once the books of the native bridge, which another thread keeps, close. */
  public static long settledLiveObjects(long expected) throws InterruptedException {
    long live = Scope.liveObjects();
    for (int i = 0; i < 50 && live != expected; i++) {
      Thread.sleep(10);
      live = Scope.liveObjects();
    }
    return live;
  }
}
