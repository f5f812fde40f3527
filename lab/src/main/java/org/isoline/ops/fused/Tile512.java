package org.isoline.ops.fused;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** 4x2 registers of 512 bits: 32 columns. */
final class Tile512 implements Tile {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
  private static final int LANES = SPECIES.length();
  private static final int COLUMNS = 2 * LANES;

  @Override
  public int columns() {
    return COLUMNS;
  }

  @Override
  public void walk(
      float[] state,
      int at,
      Steps steps,
      int rowTile,
      int columnTile,
      Spans spans,
      int fade,
      boolean byRow) {
    float[] coefficients = steps.coefficients;
    float[] lanes = steps.lanes;
    float[] out = steps.out;
    int[] starts = spans.starts;
    float[] fades = spans.fades;
    int firstRow = rowTile * steps.capacity * 2 * ROWS;
    int firstColumn = columnTile * steps.capacity * COLUMNS;
    FloatVector a0 = FloatVector.fromArray(SPECIES, state, at + 0 * LANES);
    FloatVector b0 = FloatVector.fromArray(SPECIES, state, at + 1 * LANES);
    FloatVector a1 = FloatVector.fromArray(SPECIES, state, at + 2 * LANES);
    FloatVector b1 = FloatVector.fromArray(SPECIES, state, at + 3 * LANES);
    FloatVector a2 = FloatVector.fromArray(SPECIES, state, at + 4 * LANES);
    FloatVector b2 = FloatVector.fromArray(SPECIES, state, at + 5 * LANES);
    FloatVector a3 = FloatVector.fromArray(SPECIES, state, at + 6 * LANES);
    FloatVector b3 = FloatVector.fromArray(SPECIES, state, at + 7 * LANES);
    for (int span = 0; span < spans.count; span++) {
      int f = fade + span * spans.channels;
      if (byRow) {
        a0 = a0.mul(fades[f + 0]);
        b0 = b0.mul(fades[f + 0]);
        a1 = a1.mul(fades[f + 1]);
        b1 = b1.mul(fades[f + 1]);
        a2 = a2.mul(fades[f + 2]);
        b2 = b2.mul(fades[f + 2]);
        a3 = a3.mul(fades[f + 3]);
        b3 = b3.mul(fades[f + 3]);
      } else {
        FloatVector left = FloatVector.fromArray(SPECIES, fades, f);
        FloatVector right = FloatVector.fromArray(SPECIES, fades, f + LANES);
        a0 = a0.mul(left);
        b0 = b0.mul(right);
        a1 = a1.mul(left);
        b1 = b1.mul(right);
        a2 = a2.mul(left);
        b2 = b2.mul(right);
        a3 = a3.mul(left);
        b3 = b3.mul(right);
      }
      for (int t = starts[span]; t < starts[span + 1]; t++) {
        int row = firstRow + t * 2 * ROWS;
        int column = firstColumn + t * COLUMNS;
        FloatVector x = FloatVector.fromArray(SPECIES, lanes, column);
        FloatVector y = FloatVector.fromArray(SPECIES, lanes, column + LANES);
        FloatVector o = FloatVector.fromArray(SPECIES, out, column);
        FloatVector p = FloatVector.fromArray(SPECIES, out, column + LANES);
        FloatVector write0 = FloatVector.broadcast(SPECIES, coefficients[row + 0]);
        FloatVector read0 = FloatVector.broadcast(SPECIES, coefficients[row + ROWS + 0]);
        o = read0.fma(a0, o);
        p = read0.fma(b0, p);
        a0 = write0.fma(x, a0);
        b0 = write0.fma(y, b0);
        FloatVector write1 = FloatVector.broadcast(SPECIES, coefficients[row + 1]);
        FloatVector read1 = FloatVector.broadcast(SPECIES, coefficients[row + ROWS + 1]);
        o = read1.fma(a1, o);
        p = read1.fma(b1, p);
        a1 = write1.fma(x, a1);
        b1 = write1.fma(y, b1);
        FloatVector write2 = FloatVector.broadcast(SPECIES, coefficients[row + 2]);
        FloatVector read2 = FloatVector.broadcast(SPECIES, coefficients[row + ROWS + 2]);
        o = read2.fma(a2, o);
        p = read2.fma(b2, p);
        a2 = write2.fma(x, a2);
        b2 = write2.fma(y, b2);
        FloatVector write3 = FloatVector.broadcast(SPECIES, coefficients[row + 3]);
        FloatVector read3 = FloatVector.broadcast(SPECIES, coefficients[row + ROWS + 3]);
        o = read3.fma(a3, o);
        p = read3.fma(b3, p);
        a3 = write3.fma(x, a3);
        b3 = write3.fma(y, b3);
        o.intoArray(out, column);
        p.intoArray(out, column + LANES);
      }
    }
    a0.intoArray(state, at + 0 * LANES);
    b0.intoArray(state, at + 1 * LANES);
    a1.intoArray(state, at + 2 * LANES);
    b1.intoArray(state, at + 3 * LANES);
    a2.intoArray(state, at + 4 * LANES);
    b2.intoArray(state, at + 5 * LANES);
    a3.intoArray(state, at + 6 * LANES);
    b3.intoArray(state, at + 7 * LANES);
  }
}
