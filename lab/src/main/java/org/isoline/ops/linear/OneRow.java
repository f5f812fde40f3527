package org.isoline.ops.linear;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@code y_j = sum over i of W_ji x_i}, reading the matrix once: what decoding spends its time on.
 *
 * <p>Four rows at a time that are a quarter of the matrix apart. A processor prefetches along
 * several streams, and within one only as far as its page goes; four neighbouring rows are one
 * stream.
 */
final class OneRow {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> FOUR = FloatVector.SPECIES_128;
  private static final int LANES = SPECIES.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final int STREAMS = 4;

  private OneRow() {}

  /**
   * Computes a product of FLOAT32 numbers.
   *
   * @param weight {@code [out, in]}, row after row
   * @param input {@code [in]}
   * @param y {@code [out]}, written to
   */
  static void multiply(MemorySegment weight, MemorySegment input, MemorySegment y) {
    float[] x = input.toArray(ValueLayout.JAVA_FLOAT);
    float[] lanes = new float[STREAMS * LANES];
    long rows = y.byteSize() / Float.BYTES;
    long quarter = rows / STREAMS;
    for (long row = 0; row < quarter; row++) {
      four(weight, row, quarter, x, lanes);
      for (int stream = 0; stream < STREAMS; stream++) {
        y.setAtIndex(ValueLayout.JAVA_FLOAT, row + stream * quarter, sum(lanes, stream));
      }
    }
    for (long row = STREAMS * quarter; row < rows; row++) {
      four(weight, row, 0, x, lanes);
      y.setAtIndex(ValueLayout.JAVA_FLOAT, row, sum(lanes, 0));
    }
  }

  /** Rows {@code row + n apart} for n from 0 to 3, each times x, lane by lane. */
  private static void four(MemorySegment weight, long row, long apart, float[] x, float[] lanes) {
    int whole = SPECIES.loopBound(x.length);
    long step = apart * x.length * Float.BYTES;
    long start = row * x.length * Float.BYTES;
    FloatVector a = FloatVector.zero(SPECIES);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    for (int i = 0; i < whole; i += LANES) {
      long at = start + (long) i * Float.BYTES;
      FloatVector part = FloatVector.fromArray(SPECIES, x, i);
      a = FloatVector.fromMemorySegment(SPECIES, weight, at, ORDER).fma(part, a);
      b = FloatVector.fromMemorySegment(SPECIES, weight, at + step, ORDER).fma(part, b);
      c = FloatVector.fromMemorySegment(SPECIES, weight, at + 2 * step, ORDER).fma(part, c);
      d = FloatVector.fromMemorySegment(SPECIES, weight, at + 3 * step, ORDER).fma(part, d);
    }
    if (whole < x.length) {
      long at = start + (long) whole * Float.BYTES;
      VectorMask<Float> rest = SPECIES.indexInRange(whole, x.length);
      FloatVector part = FloatVector.fromArray(SPECIES, x, whole, rest);
      a = FloatVector.fromMemorySegment(SPECIES, weight, at, ORDER, rest).fma(part, a);
      b = FloatVector.fromMemorySegment(SPECIES, weight, at + step, ORDER, rest).fma(part, b);
      c = FloatVector.fromMemorySegment(SPECIES, weight, at + 2 * step, ORDER, rest).fma(part, c);
      d = FloatVector.fromMemorySegment(SPECIES, weight, at + 3 * step, ORDER, rest).fma(part, d);
    }
    a.intoArray(lanes, 0);
    b.intoArray(lanes, LANES);
    c.intoArray(lanes, 2 * LANES);
    d.intoArray(lanes, 3 * LANES);
  }

  /** In a fixed order: {@code reduceLanes} has another one before compilation than after. */
  private static float sum(float[] lanes, int stream) {
    int from = stream * LANES;
    FloatVector four = FloatVector.fromArray(FOUR, lanes, from);
    for (int i = FOUR.length(); i < LANES; i += FOUR.length()) {
      four = four.add(FloatVector.fromArray(FOUR, lanes, from + i));
    }
    four.intoArray(lanes, from);
    return (lanes[from] + lanes[from + 1]) + (lanes[from + 2] + lanes[from + 3]);
  }
}
