package org.isoline.checkpoint;

import java.util.Map;
import java.util.Optional;
import org.isoline.tensor.DType;

/**
 * What a safetensors file says of itself.
 *
 * @param tensors what is where, in the order of the file
 * @param metadata free text that the writer added
 */
record SafetensorsHeader(Map<String, Stored> tensors, Map<String, String> metadata) {
  /** Name in the header that is no tensor's. */
  static final String METADATA = "__metadata__";

  /** Bytes of the header's length, a little-endian integer. */
  static final int LENGTH_BYTES = 8;

  /** Format names of the element types that tensors can have here. */
  static final Map<String, DType> TYPES =
      Map.of(
          "F32", DType.FLOAT32,
          "F64", DType.FLOAT64,
          "BF16", DType.BFLOAT16,
          "F16", DType.FLOAT16,
          "I64", DType.INT64,
          "U8", DType.UINT8,
          "BOOL", DType.BOOL);

  /**
   * A tensor in the file.
   *
   * @param dtype element type
   * @param shape extents
   * @param begin first byte, from the start of the file
   * @param end byte behind the last one
   */
  record Stored(DType dtype, long[] shape, long begin, long end) {}

  static Optional<DType> dtype(String name) {
    return Optional.ofNullable(TYPES.get(name));
  }

  static String typeName(DType dtype) {
    return TYPES.entrySet().stream()
        .filter(type -> type.getValue() == dtype)
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  /**
   * Bytes of a dense tensor.
   *
   * @throws ArithmeticException if they, or the strides that an extent of zero leaves, overflow
   */
  static long bytes(DType dtype, long[] shape) {
    long bytes = dtype.bytes();
    boolean empty = false;
    for (long extent : shape) {
      empty |= extent == 0;
      bytes = Math.multiplyExact(bytes, Math.max(1, extent));
    }
    return empty ? 0 : bytes;
  }
}
