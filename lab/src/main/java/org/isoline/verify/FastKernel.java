package org.isoline.verify;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.isoline.model.Kernels;
import org.isoline.tensor.Tensor;

/**
 * A fast form of an operation, its reference, and operands to compare them on.
 *
 * @param name of the operation
 * @param form the fast form in a few words
 * @param fast what models run
 * @param reference the formula, left to the tape
 * @param operands what both are given
 * @param without puts the reference in the place of the fast form; empty where a model has no
 *     choice
 */
public record FastKernel(
    String name,
    String form,
    Operation fast,
    Operation reference,
    List<Operand> operands,
    Optional<UnaryOperator<Kernels>> without) {

  /** A differentiable operation; runs with a scope open. */
  @FunctionalInterface
  public interface Operation {
    /** Outputs from operands. */
    List<Tensor> apply(List<Tensor> operands);
  }

  /**
   * An operand of uniform numbers.
   *
   * @param low least number
   * @param high bound of the numbers
   * @param shape extents
   */
  public record Operand(double low, double high, List<Long> shape) {
    /** Numbers in [low, high). */
    public static Operand of(double low, double high, long... shape) {
      return new Operand(low, high, java.util.Arrays.stream(shape).boxed().toList());
    }

    long[] extents() {
      return shape.stream().mapToLong(Long::longValue).toArray();
    }
  }

  /** Copies the list. */
  public FastKernel {
    operands = List.copyOf(operands);
  }

  /** Another fast form of the same operation. */
  FastKernel inForm(String words, Operation other, UnaryOperator<Kernels> withoutIt) {
    return new FastKernel(name, words, other, reference, operands, Optional.of(withoutIt));
  }

  /** The same with another fast form. */
  public FastKernel withFast(Operation other) {
    return new FastKernel(name, form, other, reference, operands, without);
  }
}
