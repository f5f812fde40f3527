package org.isoline.ops.fused;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The channels of one head over one sequence, in native memory.
 *
 * @param data where they are
 * @param base element of the first token
 * @param stride elements from one token to the next
 * @param width channels
 */
record Sequence(MemorySegment data, long base, long stride, int width) {
  /** Copies some channels of each step of a block to rows. */
  void read(Block block, int from, int channels, float[] rows, int rowStride) {
    for (int step = 0; step < block.count(); step++) {
      read(block.token(step), from, channels, rows, step * rowStride);
    }
  }

  /** Copies some channels of a token. */
  void read(long token, int from, int channels, float[] target, int to) {
    MemorySegment.copy(data, ValueLayout.JAVA_FLOAT, at(token, from), target, to, channels);
  }

  /** Copies rows to some channels of each step of a block. */
  void write(Block block, int from, int channels, float[] rows, int rowStride) {
    for (int step = 0; step < block.count(); step++) {
      MemorySegment.copy(
          rows,
          step * rowStride,
          data,
          ValueLayout.JAVA_FLOAT,
          at(block.token(step), from),
          channels);
    }
  }

  private long at(long token, int channel) {
    return (base + token * stride + channel) * Float.BYTES;
  }
}
