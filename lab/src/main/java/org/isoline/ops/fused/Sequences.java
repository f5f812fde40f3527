package org.isoline.ops.fused;

import java.lang.foreign.MemorySegment;
import org.isoline.tensor.Strided;
import org.isoline.tensor.Tensor;

/**
 * An operand {@code [B, H, T, D]} wherever its heads lie, as long as the channels of a head lie
 * side by side.
 */
record Sequences(MemorySegment data, long[] strides, int width) {
  /** Looks at an operand, or at a copy of it if its channels are scattered. */
  static Sequences of(Tensor tensor) {
    Strided strided = Strided.of(tensor);
    int width = Math.toIntExact(tensor.size(3));
    if (width > 1 && strided.strides()[3] != 1) {
      strided = Strided.of(tensor.contiguous());
    }
    return new Sequences(strided.data(), strided.strides(), width);
  }

  /** One head of one sequence. */
  Sequence at(long batch, long head) {
    return new Sequence(data, batch * strides[0] + head * strides[1], strides[2], width);
  }
}
