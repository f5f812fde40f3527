package org.isoline.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An operation that libtorch refused.
 *
 * <p>The message names the operation, the shapes and dtypes of its operands and the first line of
 * what libtorch said; the C++ backtrace that it appends is dropped.
 */
public final class TensorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TensorException(String message) {
    super(message);
  }

  private TensorException(String message, Throwable cause) {
    super(message, cause);
  }

  static TensorException of(String operation, RuntimeException cause, Tensor... operands) {
    String shapes =
        Stream.of(operands).map(TensorException::describe).collect(Collectors.joining(", "));
    return new TensorException(operation + "(" + shapes + "): " + firstLine(cause), cause);
  }

  private static String describe(Tensor tensor) {
    return tensor.dtype() + Arrays.toString(tensor.shape());
  }

  private static String firstLine(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
