package org.isoline.oracle;

import java.nio.ByteBuffer;

/** Number formats of the files; every value is rounded to the nearest, ties to even. */
public enum StorageType {
  F64(8, "float64") {
    @Override
    double round(double value) {
      return value;
    }

    @Override
    void put(ByteBuffer bytes, double value) {
      bytes.putDouble(value);
    }

    @Override
    double get(ByteBuffer bytes) {
      return bytes.getDouble();
    }
  },
  F32(4, "float32") {
    @Override
    double round(double value) {
      return (float) value;
    }

    @Override
    void put(ByteBuffer bytes, double value) {
      bytes.putFloat((float) value);
    }

    @Override
    double get(ByteBuffer bytes) {
      return bytes.getFloat();
    }
  },
  BF16(2, "bfloat16") {
    @Override
    double round(double value) {
      return Float.intBitsToFloat(upper(value) << 16);
    }

    @Override
    void put(ByteBuffer bytes, double value) {
      bytes.putShort((short) upper(value));
    }

    @Override
    double get(ByteBuffer bytes) {
      return Float.intBitsToFloat(bytes.getShort() << 16);
    }

    private static int upper(double value) {
      int bits = Float.floatToRawIntBits((float) value);
      return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
    }
  },
  F16(2, "float16") {
    @Override
    double round(double value) {
      return Float.float16ToFloat(Float.floatToFloat16((float) value));
    }

    @Override
    void put(ByteBuffer bytes, double value) {
      bytes.putShort(Float.floatToFloat16((float) value));
    }

    @Override
    double get(ByteBuffer bytes) {
      return Float.float16ToFloat(bytes.getShort());
    }
  },
  I64(8, "int64") {
    @Override
    double round(double value) {
      return Math.rint(value);
    }

    @Override
    void put(ByteBuffer bytes, double value) {
      bytes.putLong((long) value);
    }

    @Override
    double get(ByteBuffer bytes) {
      return bytes.getLong();
    }
  };

  final int bytes;

  /** What {@code torch_dtype} calls it. */
  final String torch;

  StorageType(int bytes, String torch) {
    this.bytes = bytes;
    this.torch = torch;
  }

  /** The value the file gives back. */
  abstract double round(double value);

  abstract void put(ByteBuffer bytes, double value);

  abstract double get(ByteBuffer bytes);
}
