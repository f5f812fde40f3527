package org.isoline.tensor;

import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;

/**
 * The memory of a CPU tensor as it lies, without a copy: for kernels that walk over views. Valid as
 * long as the tensor is.
 *
 * @param data from the first element to the last one in memory; empty if there are no elements
 * @param shape extents of all dimensions
 * @param strides elements from one index of a dimension to the next; 0 where the tensor repeats
 *     itself. That of an extent of 1 means nothing.
 */
public record Strided(MemorySegment data, long[] shape, long[] strides) {
  /**
   * Looks at a tensor.
   *
   * @throws IllegalStateException if it is not on the CPU
   */
  public static Strided of(Tensor tensor) {
    org.bytedeco.pytorch.Tensor raw = tensor.raw();
    if (raw.is_cuda()) {
      throw new IllegalStateException(tensor + " has no host memory; call to(CPU)");
    }
    long[] shape = tensor.shape();
    long[] strides = IntStream.range(0, shape.length).mapToLong(raw::stride).toArray();
    if (raw.numel() == 0) {
      return new Strided(MemorySegment.NULL, shape, strides);
    }
    long span = 1;
    for (int i = 0; i < shape.length; i++) {
      span = Math.addExact(span, Math.multiplyExact(shape[i] - 1, strides[i]));
    }
    MemorySegment data =
        MemorySegment.ofAddress(raw.data_ptr().address())
            .reinterpret(Math.multiplyExact(span, tensor.dtype().bytes()));
    return new Strided(data, shape, strides);
  }
}
