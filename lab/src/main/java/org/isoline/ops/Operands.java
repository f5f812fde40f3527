package org.isoline.ops;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.isoline.tensor.DType;
import org.isoline.tensor.Tensor;

/** Checks of what an operation is given, with messages that name the operand. */
public final class Operands {
  /** Stands for any extent in an expected shape. */
  public static final long ANY = -1;

  private Operands() {}

  /**
   * Checks the operand that decides element type and device.
   *
   * @param expected extents, {@link #ANY} where everything from 1 on will do
   * @throws IllegalArgumentException if the shape is another one or the elements are not floating
   */
  public static void require(String name, Tensor operand, long... expected) {
    if (!operand.dtype().isFloating() || !fits(operand.shape(), expected)) {
      throw new IllegalArgumentException(
          "%s is %s, must be floating %s".formatted(name, operand, written(expected)));
    }
  }

  /**
   * Checks an operand that must go with another one.
   *
   * @param expected extents, {@link #ANY} where everything from 1 on will do
   * @throws IllegalArgumentException if shape, element type or device do not fit
   */
  public static void requireLike(Tensor first, String name, Tensor operand, long... expected) {
    if (operand.dtype() != first.dtype()
        || !operand.device().equals(first.device())
        || !fits(operand.shape(), expected)) {
      throw new IllegalArgumentException(
          "%s is %s on %s, must be %s%s on %s to go with %s"
              .formatted(
                  name,
                  operand,
                  operand.device(),
                  first.dtype(),
                  written(expected),
                  first.device(),
                  first));
    }
  }

  /** The type in which sums over elements of {@code dtype} are formed: at least FLOAT32. */
  public static DType wide(DType dtype) {
    return dtype == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
  }

  private static boolean fits(long[] shape, long[] expected) {
    if (shape.length != expected.length) {
      return false;
    }
    for (int i = 0; i < shape.length; i++) {
      if (expected[i] == ANY ? shape[i] < 1 : shape[i] != expected[i]) {
        return false;
      }
    }
    return true;
  }

  private static String written(long[] expected) {
    return LongStream.of(expected)
        .mapToObj(extent -> extent == ANY ? "any" : Long.toString(extent))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** The shape with its last extent replaced. */
  public static long[] withLast(long[] shape, long last) {
    long[] changed = Arrays.copyOf(shape, shape.length);
    changed[shape.length - 1] = last;
    return changed;
  }
}
