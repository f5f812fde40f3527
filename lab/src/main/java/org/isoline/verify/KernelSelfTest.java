package org.isoline.verify;

import java.util.ArrayList;
import java.util.List;
import org.isoline.model.Kernels;
import org.isoline.tensor.DType;
import org.isoline.tensor.Rng;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Every fast kernel against its reference on this machine's CPU, in under a second.
 *
 * <p>Which instructions a kernel runs is decided at run time by the processor and the native
 * libraries; this says whether those of this machine compute what the formula says. The fast form
 * runs in float32, the reference in float64 on the same numbers. Compared are all outputs and the
 * gradients of all operands for a random weighting of the outputs, each relative to its largest
 * entry.
 */
public final class KernelSelfTest {
  /**
   * Largest difference that passes, of the largest entry: 256 units of rounding {@code 2^-24}. The
   * longest sums here have about 1000 terms, so one rounding each is expected to add up to {@code
   * sqrt(1000) = 32} units; measured are at most 13. A kernel that is wrong, or that rounds its
   * products to 11 bits, differs by 8000 units or more.
   */
  public static final double TOLERANCE = 256 * 0x1p-24;

  private static final long SEED = 20240627;

  private final List<Result> results;

  /**
   * What came of one kernel.
   *
   * @param name of the operation
   * @param form what runs: the fast form in a few words, or that the reference does
   * @param check the comparison; its difference is not a number if the kernel failed to run
   * @param failure why it did not run, blank if it did
   * @param switchable whether models can run the reference instead
   */
  public record Result(String name, String form, Check check, String failure, boolean switchable) {

    /** What is wrong, in a sentence, and what follows. */
    public String message() {
      String what =
          failure.isEmpty()
              ? "differs from its reference by %.2g of the largest entry, more than %.2g"
                  .formatted(check.maxDifference(), check.tolerance())
              : "does not run on this machine (" + failure + ")";
      String consequence =
          switchable
              ? "another form runs in its place, slower"
              : "it has no other form: numbers of this machine cannot be relied on";
      return "kernel '%s' (%s) %s; %s".formatted(name, form, what, consequence);
    }
  }

  private record Outcome(FastKernel kernel, Result result) {}

  private final List<Outcome> outcomes;

  private KernelSelfTest(List<Outcome> outcomes) {
    this.outcomes = List.copyOf(outcomes);
    this.results = outcomes.stream().map(Outcome::result).toList();
  }

  /** Tests the kernels of a choice of forms, with its size of chunks. */
  public static KernelSelfTest run(Kernels kernels) {
    return of(FastKernels.of(kernels));
  }

  /** Tests given kernels. */
  public static KernelSelfTest of(List<FastKernel> kernels) {
    return new KernelSelfTest(
        kernels.stream().map(kernel -> new Outcome(kernel, test(kernel))).toList());
  }

  /** One a kernel. */
  public List<Result> results() {
    return results;
  }

  /** Whether all kernels are right. */
  public boolean pass() {
    return results.stream().allMatch(result -> result.check().pass());
  }

  /** A sentence for each kernel that is wrong: which, by how much, and what follows. */
  public List<String> messages() {
    return results.stream().filter(result -> !result.check().pass()).map(Result::message).toList();
  }

  /** The forms that are right here: as wanted, with the reference in place of each wrong one. */
  public Kernels usable(Kernels wanted) {
    Kernels usable = wanted;
    for (Outcome outcome : outcomes) {
      if (!outcome.result().check().pass() && outcome.kernel().without().isPresent()) {
        usable = outcome.kernel().without().get().apply(usable);
      }
    }
    return usable;
  }

  private static Result test(FastKernel kernel) {
    double difference = Double.NaN;
    String failure = "";
    try (Scope scope = new Scope()) {
      List<Tensor> drawn = draw(kernel.operands());
      List<Tensor> expected = resultsOf(kernel.reference(), drawn, DType.FLOAT64);
      try {
        difference = largest(resultsOf(kernel.fast(), drawn, DType.FLOAT32), expected);
      } catch (RuntimeException e) {
        // Whatever stops a fast form, models can run without it.
        failure = e.getClass().getSimpleName() + ": " + e.getMessage();
      }
    }
    return new Result(
        kernel.name(),
        kernel.form(),
        new Check(kernel.name(), difference, TOLERANCE),
        failure.lines().findFirst().orElse(""),
        kernel.without().isPresent());
  }

  private static double largest(List<Tensor> actual, List<Tensor> expected) {
    if (actual.size() != expected.size()) {
      throw new VerifyException(actual.size() + " results instead of " + expected.size());
    }
    double largest = 0;
    for (int i = 0; i < expected.size(); i++) {
      largest = Differences.worse(largest, Differences.relative(actual.get(i), expected.get(i)));
    }
    return largest;
  }

  /** Numbers that both types hold exactly. */
  private static List<Tensor> draw(List<FastKernel.Operand> operands) {
    try (Rng rng = Rng.seeded(SEED)) {
      List<Tensor> drawn = new ArrayList<>();
      for (FastKernel.Operand operand : operands) {
        drawn.add(rng.uniform(operand.low(), operand.high(), DType.FLOAT32, operand.extents()));
      }
      return drawn;
    }
  }

  /** Outputs, then the gradient of every operand. */
  private static List<Tensor> resultsOf(
      FastKernel.Operation operation, List<Tensor> drawn, DType dtype) {
    List<Tensor> operands =
        drawn.stream().map(tensor -> tensor.to(dtype).copy().requiresGrad(true)).toList();
    List<Tensor> outputs = operation.apply(operands);
    Tensor objective = Tensors.zeros(DType.FLOAT64);
    try (Rng rng = Rng.seeded(SEED + 1)) {
      for (Tensor output : outputs) {
        Tensor weights = rng.uniform(-1, 1, DType.FLOAT32, output.shape());
        objective = objective.add(output.mul(weights.to(output.dtype())).sum().to(DType.FLOAT64));
      }
    }
    objective.backward();
    List<Tensor> results = new ArrayList<>();
    outputs.forEach(output -> results.add(output.detach()));
    operands.forEach(operand -> results.add(operand.grad().orElseThrow()));
    return results;
  }
}
