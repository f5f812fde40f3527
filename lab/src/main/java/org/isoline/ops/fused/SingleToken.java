package org.isoline.ops.fused;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * One token of one head, as in decoding: the state goes through registers once, native to native.
 */
final class SingleToken {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private final int keys;
  private final int values;
  private final float[] queries;
  private final float[] written;
  private final float[] row;
  private final float[] out;

  SingleToken(Sequence q, Sequence k, Sequence v) {
    keys = k.width();
    values = v.width();
    queries = new float[keys];
    written = new float[keys];
    row = new float[Math.ceilDiv(values, LANES) * LANES];
    out = new float[row.length];
    q.read(0, 0, keys, queries, 0);
    k.read(0, 0, keys, written, 0);
    v.read(0, 0, values, row, 0);
  }

  /**
   * Computes {@code S = Diag(f) S + k^T v} and {@code o = q S}.
   *
   * @param decays f
   * @param from the state before, zeros if empty
   * @param to the state after
   * @param at where the head's state begins in both
   * @param output o
   */
  void run(
      float[] decays, Optional<MemorySegment> from, MemorySegment to, long at, Sequence output) {
    for (int key = 0; key < keys; key++) {
      long place = (at + (long) key * values) * Float.BYTES;
      if (from.isPresent()) {
        fade(decays[key], written[key], queries[key], from.get(), to, place);
      } else {
        begin(written[key], queries[key], to, place);
      }
    }
    output.write(new Block(0, 1, false), 0, values, out, 0);
  }

  private void fade(
      float decay, float write, float read, MemorySegment from, MemorySegment to, long place) {
    int whole = SPECIES.loopBound(values);
    for (int i = 0; i < whole; i += LANES) {
      long offset = place + (long) i * Float.BYTES;
      FloatVector state =
          FloatVector.fromArray(SPECIES, row, i)
              .mul(write)
              .add(FloatVector.fromMemorySegment(SPECIES, from, offset, ORDER).mul(decay));
      state.intoMemorySegment(to, offset, ORDER);
      state.mul(read).add(FloatVector.fromArray(SPECIES, out, i)).intoArray(out, i);
    }
    if (whole < values) {
      long offset = place + (long) whole * Float.BYTES;
      VectorMask<Float> rest = SPECIES.indexInRange(whole, values);
      FloatVector state =
          FloatVector.fromArray(SPECIES, row, whole)
              .mul(write)
              .add(FloatVector.fromMemorySegment(SPECIES, from, offset, ORDER, rest).mul(decay));
      state.intoMemorySegment(to, offset, ORDER, rest);
      state.mul(read).add(FloatVector.fromArray(SPECIES, out, whole)).intoArray(out, whole);
    }
  }

  private void begin(float write, float read, MemorySegment to, long place) {
    for (int i = 0; i < values; i += LANES) {
      FloatVector state = FloatVector.fromArray(SPECIES, row, i).mul(write);
      state.intoMemorySegment(
          to, place + (long) i * Float.BYTES, ORDER, SPECIES.indexInRange(i, values));
      state.mul(read).add(FloatVector.fromArray(SPECIES, out, i)).intoArray(out, i);
    }
  }
}
