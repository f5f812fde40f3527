package org.isoline.tensor;

import org.bytedeco.pytorch.global.torch.ScalarType;

/** Element types a tensor can have. */
public enum DType {
  /** IEEE 754 binary32. */
  FLOAT32(ScalarType.Float, 4, true),
  /** IEEE 754 binary64, for references and golden cases. */
  FLOAT64(ScalarType.Double, 8, true),
  /** The upper half of a binary32: 8 bits of exponent, 7 of fraction. */
  BFLOAT16(ScalarType.BFloat16, 2, true),
  /** IEEE 754 binary16. */
  FLOAT16(ScalarType.Half, 2, true),
  /** Signed 64-bit integers: token ids and indices. */
  INT64(ScalarType.Long, 8, false),
  /** Unsigned bytes: generator states. */
  UINT8(ScalarType.Byte, 1, false),
  /** Truth values, one byte each. */
  BOOL(ScalarType.Bool, 1, false);

  private final ScalarType raw;
  private final int bytes;
  private final boolean floating;

  DType(ScalarType raw, int bytes, boolean floating) {
    this.raw = raw;
    this.bytes = bytes;
    this.floating = floating;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether gradients can flow through elements of this type. */
  public boolean isFloating() {
    return floating;
  }

  ScalarType raw() {
    return raw;
  }

  static DType of(ScalarType raw) {
    for (DType type : values()) {
      if (type.raw == raw.intern()) {
        return type;
      }
    }
    throw new TensorException(
        "element type " + raw + " is not one of " + java.util.List.of(values()));
  }
}
