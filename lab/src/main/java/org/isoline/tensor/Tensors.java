package org.isoline.tensor;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Makes tensors, joins them, and the few operations with several equal operands. */
public final class Tensors {
  private Tensors() {}

  private static TensorOptions options(DType dtype, Device device) {
    Native.load();
    TensorOptions type = new TensorOptions(dtype.raw());
    return device.kind() == Device.Kind.CPU
        ? type
        : type.device(new org.bytedeco.pytorch.DeviceOptional(device.raw()));
  }

  /** Zeros on the CPU. */
  public static Tensor zeros(DType dtype, long... shape) {
    return zeros(dtype, Device.CPU, shape);
  }

  /** Zeros. */
  public static Tensor zeros(DType dtype, Device device, long... shape) {
    return full(0, dtype, device, shape);
  }

  /** Ones on the CPU. */
  public static Tensor ones(DType dtype, long... shape) {
    return full(1, dtype, Device.CPU, shape);
  }

  /** One number everywhere. */
  public static Tensor full(double number, DType dtype, Device device, long... shape) {
    return new Tensor(torch.full(shape, new Scalar(number), options(dtype, device)));
  }

  /** Zeros with the shape, type and device of another tensor. */
  public static Tensor zerosLike(Tensor tensor) {
    return zeros(tensor.dtype(), tensor.device(), tensor.shape());
  }

  /** 0, 1, …, n - 1 on the CPU. */
  public static Tensor range(long n, DType dtype) {
    return new Tensor(torch.arange(new Scalar(n), options(dtype, Device.CPU)));
  }

  /** FLOAT32 elements in row-major order. */
  public static Tensor of(float[] elements, long... shape) {
    return fill(MemorySegment.ofArray(elements), DType.FLOAT32, shape);
  }

  /** FLOAT64 elements in row-major order. */
  public static Tensor of(double[] elements, long... shape) {
    return fill(MemorySegment.ofArray(elements), DType.FLOAT64, shape);
  }

  /** INT64 elements in row-major order. */
  public static Tensor of(long[] elements, long... shape) {
    return fill(MemorySegment.ofArray(elements), DType.INT64, shape);
  }

  /** UINT8 elements in row-major order. */
  public static Tensor of(byte[] elements, long... shape) {
    return fill(MemorySegment.ofArray(elements), DType.UINT8, shape);
  }

  /**
   * A copy of little-endian elements in row-major order.
   *
   * @throws IllegalArgumentException if the bytes do not fill the shape exactly
   */
  public static Tensor fill(MemorySegment elements, DType dtype, long... shape) {
    Tensor tensor = empty(dtype, Device.CPU, shape);
    long expected = Math.multiplyExact(tensor.elements(), dtype.bytes());
    if (elements.byteSize() != expected) {
      throw new IllegalArgumentException(
          elements.byteSize() + " bytes given for " + tensor + ", which has " + expected);
    }
    if (expected > 0) {
      tensor.data().copyFrom(elements);
    }
    return tensor;
  }

  /** Memory with arbitrary contents, for a caller that writes all of it. */
  public static Tensor empty(DType dtype, Device device, long... shape) {
    try (TensorOptions options = options(dtype, device);
        MemoryFormatOptional format = new MemoryFormatOptional()) {
      return new Tensor(torch.empty(shape, options, format));
    }
  }

  /** Joins tensors along an existing dimension. */
  public static Tensor cat(List<Tensor> parts, int dimension) {
    return Native.call(
        "cat", () -> torch.cat(vector(parts), dimension), parts.toArray(Tensor[]::new));
  }

  /** Joins tensors of equal shape along a new dimension. */
  public static Tensor stack(List<Tensor> parts, int dimension) {
    return Native.call(
        "stack", () -> torch.stack(vector(parts), dimension), parts.toArray(Tensor[]::new));
  }

  /** {@code x W^T} for x {@code [..., in]} and a weight stored as {@code [out, in]}. */
  public static Tensor linear(Tensor x, Tensor weight) {
    return Native.call("linear", () -> torch.linear(x.raw(), weight.raw()), x, weight);
  }

  /** Rows of {@code table [V, d]} at {@code ids} (INT64, any shape): {@code [..., d]}. */
  public static Tensor embedding(Tensor table, Tensor ids) {
    return Native.call("embedding", () -> torch.embedding(table.raw(), ids.raw()), table, ids);
  }

  /** {@code base + left * right}, element by element. */
  public static Tensor addProduct(Tensor base, Tensor left, Tensor right) {
    return Native.call(
        "addProduct", () -> torch.addcmul(base.raw(), left.raw(), right.raw()), base, left, right);
  }

  /** Elements of {@code yes} where {@code condition} (BOOL) holds, of {@code no} elsewhere. */
  public static Tensor where(Tensor condition, Tensor yes, Tensor no) {
    return Native.call(
        "where", () -> torch.where(condition.raw(), yes.raw(), no.raw()), condition, yes, no);
  }

  /**
   * Layer normalisation over the last dimension: {@code weight (x - mean) / sqrt(var + eps) +
   * bias}, with weight and bias {@code [d]}.
   */
  public static Tensor layerNorm(Tensor x, Tensor weight, Tensor bias, double eps) {
    return Native.call(
        "layerNorm",
        () ->
            torch.layer_norm(
                x.raw(),
                new long[] {x.size(-1)},
                new TensorOptional(weight.raw()),
                new TensorOptional(bias.raw()),
                eps,
                true),
        x,
        weight,
        bias);
  }

  /**
   * Causal softmax attention {@code softmax(scale q k^T) v} for q, k {@code [B, H, T, K]} and v
   * {@code [B, H, T, V]}: the library's flash form where the device has one.
   */
  public static Tensor causalAttention(Tensor q, Tensor k, Tensor v, double scale) {
    return Native.call(
        "causalAttention",
        () ->
            torch.scaled_dot_product_attention(
                q.raw(),
                k.raw(),
                v.raw(),
                new TensorOptional(),
                0.0,
                true,
                new DoubleOptional(scale),
                false),
        q,
        k,
        v);
  }

  static TensorVector vector(List<Tensor> tensors) {
    TensorVector vector = new TensorVector();
    for (Tensor tensor : tensors) {
      vector.push_back(tensor.raw());
    }
    return vector;
  }
}
