package org.isoline.tensor;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/**
 * Operations that change their first operand, and return it: for optimisers, accumulators and
 * kernels that own their buffers. Everything else goes through {@link Tensor}.
 */
public final class InPlace {
  private InPlace() {}

  /** Adds {@code scale * other} to the target. */
  public static Tensor add(Tensor target, Tensor other, double scale) {
    Native.run(
        "add in place", () -> target.raw().add_(other.raw(), new Scalar(scale)), target, other);
    return target;
  }

  /** Adds {@code other} to the target. */
  public static Tensor add(Tensor target, Tensor other) {
    Native.run("add in place", () -> target.raw().add_(other.raw()), target, other);
    return target;
  }

  /** Adds a number to the target. */
  public static Tensor add(Tensor target, double number) {
    Native.run("add in place", () -> target.raw().add_(new Scalar(number)), target);
    return target;
  }

  /** Subtracts {@code other} from the target. */
  public static Tensor sub(Tensor target, Tensor other) {
    Native.run("sub in place", () -> target.raw().sub_(other.raw()), target, other);
    return target;
  }

  /** Multiplies the target by {@code other}. */
  public static Tensor mul(Tensor target, Tensor other) {
    Native.run("mul in place", () -> target.raw().mul_(other.raw()), target, other);
    return target;
  }

  /** Multiplies the target by a number. */
  public static Tensor mul(Tensor target, double number) {
    Native.run("mul in place", () -> target.raw().mul_(new Scalar(number)), target);
    return target;
  }

  /** Replaces every element above a number by that number; what is no number stays. */
  public static Tensor atMost(Tensor target, double number) {
    Native.run("atMost in place", () -> target.raw().clamp_max_(new Scalar(number)), target);
    return target;
  }

  /** Replaces every element x by e^x. */
  public static Tensor exp(Tensor target) {
    Native.run("exp in place", target.raw()::exp_, target);
    return target;
  }

  /** Replaces every element by its square root. */
  public static Tensor sqrt(Tensor target) {
    Native.run("sqrt in place", target.raw()::sqrt_, target);
    return target;
  }

  /** Overwrites the target with the SiLU of every element of x, {@code x sigmoid(x)}. */
  public static Tensor setSilu(Tensor target, Tensor x) {
    Native.run("setSilu in place", () -> torch.silu_out(target.raw(), x.raw()), target, x);
    return target;
  }

  /** Overwrites the target with {@code left * right}, element by element. */
  public static Tensor setProduct(Tensor target, Tensor left, Tensor right) {
    Native.run(
        "setProduct in place",
        () -> torch.mul_out(target.raw(), left.raw(), right.raw()),
        target,
        left,
        right);
    return target;
  }

  /**
   * Takes a gradient from SiLU's output back to its input x: multiplies it by {@code s (1 + x (1 -
   * s))} with {@code s = sigmoid(x)}.
   */
  public static Tensor throughSilu(Tensor gradient, Tensor x) {
    Native.run(
        "throughSilu in place",
        () -> torch.silu_backward_out(gradient.raw(), gradient.raw(), x.raw()),
        gradient,
        x);
    return gradient;
  }

  /** Adds {@code scale * left * right}, element by element. */
  public static Tensor addProduct(Tensor target, Tensor left, Tensor right, double scale) {
    Native.run(
        "addProduct in place",
        () -> target.raw().addcmul_(left.raw(), right.raw(), new Scalar(scale)),
        target,
        left,
        right);
    return target;
  }

  /** Adds {@code scale * numerator / denominator}, element by element. */
  public static Tensor addQuotient(
      Tensor target, Tensor numerator, Tensor denominator, double scale) {
    Native.run(
        "addQuotient in place",
        () -> target.raw().addcdiv_(numerator.raw(), denominator.raw(), new Scalar(scale)),
        target,
        numerator,
        denominator);
    return target;
  }

  /** Adds the matrix product of two matrices to the target. */
  public static Tensor addMatmul(Tensor target, Tensor left, Tensor right) {
    Native.run(
        "addMatmul in place",
        () -> target.raw().addmm_(left.raw(), right.raw()),
        target,
        left,
        right);
    return target;
  }

  /** Overwrites the target with the matrix product of two matrices. */
  public static Tensor setMatmul(Tensor target, Tensor left, Tensor right) {
    Native.run(
        "setMatmul in place",
        () -> torch.mm_out(target.raw(), left.raw(), right.raw()),
        target,
        left,
        right);
    return target;
  }

  /** Adds the batched matrix product of two rank-3 tensors to the target. */
  public static Tensor addBatchMatmul(Tensor target, Tensor left, Tensor right) {
    Native.run(
        "addBatchMatmul in place",
        () -> target.raw().baddbmm_(left.raw(), right.raw()),
        target,
        left,
        right);
    return target;
  }

  /** Overwrites the target with the batched matrix product of two rank-3 tensors. */
  public static Tensor setBatchMatmul(Tensor target, Tensor left, Tensor right) {
    Native.run(
        "setBatchMatmul in place",
        () -> torch.bmm_out(target.raw(), left.raw(), right.raw()),
        target,
        left,
        right);
    return target;
  }

  /** Zero above the given diagonal of the last two dimensions: 0 is the main one, -1 below it. */
  public static Tensor tril(Tensor target, long diagonal) {
    Native.run("tril in place", () -> target.raw().tril_(diagonal), target);
    return target;
  }

  /** Adds {@code source} at the places that {@code index} names along a dimension. */
  public static Tensor scatterAdd(Tensor target, int dimension, Tensor index, Tensor source) {
    Native.run(
        "scatterAdd in place",
        () -> target.raw().scatter_add_(dimension, index.raw(), source.raw()),
        target,
        index,
        source);
    return target;
  }

  /** Copies the elements of {@code source}, converting type and device. */
  public static Tensor copy(Tensor target, Tensor source) {
    Native.run("copy in place", () -> target.raw().copy_(source.raw()), target, source);
    return target;
  }

  /** Sets every element. */
  public static Tensor fill(Tensor target, double number) {
    Native.run("fill in place", () -> target.raw().fill_(new Scalar(number)), target);
    return target;
  }
}
