package org.isoline.verify;

import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;

/**
 * How far two tensors, or rows of numbers, are apart; not a number where either has one that is
 * not.
 */
final class Differences {
  private Differences() {}

  /** Largest magnitude. */
  static double largest(Tensor tensor) {
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      return tensor.elements() == 0 ? 0 : tensor.abs().max().to(DType.FLOAT64).item();
    }
  }

  /** Largest difference of two elements. */
  static double absolute(Tensor actual, Tensor expected) {
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      if (!java.util.Arrays.equals(actual.shape(), expected.shape())) {
        throw new VerifyException("shapes differ: " + actual + " instead of " + expected);
      }
      return largest(actual.to(DType.FLOAT64).sub(expected.to(DType.FLOAT64)));
    }
  }

  /** Largest difference of two elements over the largest expected magnitude, if that is not 0. */
  static double relative(Tensor actual, Tensor expected) {
    double scale = largest(expected);
    return absolute(actual, expected) / (scale == 0 ? 1 : scale);
  }

  /** The larger difference, where one that is not a number is larger than all. */
  static double worse(double left, double right) {
    return Double.isNaN(left) || Double.isNaN(right) ? Double.NaN : Math.max(left, right);
  }

  /** Largest difference of two numbers at the same place; not a number if there are not as many. */
  static double largest(double[] actual, double[] expected) {
    if (actual.length != expected.length) {
      return Double.NaN;
    }
    double worst = 0;
    for (int i = 0; i < actual.length; i++) {
      worst = worse(worst, Math.abs(actual[i] - expected[i]));
    }
    return worst;
  }

  /** Root of the sum of squares. */
  static double norm(double[] numbers) {
    double squares = 0;
    for (double number : numbers) {
      squares += number * number;
    }
    return Math.sqrt(squares);
  }
}
