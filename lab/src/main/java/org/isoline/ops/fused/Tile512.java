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
    FloatVector a0 = load(state, at + 0 * LANES);
    FloatVector b0 = load(state, at + 1 * LANES);
    FloatVector a1 = load(state, at + 2 * LANES);
    FloatVector b1 = load(state, at + 3 * LANES);
    FloatVector a2 = load(state, at + 4 * LANES);
    FloatVector b2 = load(state, at + 5 * LANES);
    FloatVector a3 = load(state, at + 6 * LANES);
    FloatVector b3 = load(state, at + 7 * LANES);
    for (int span = 0; span < spans.count; span++) {
      int f = fade + span * spans.channels;
      if (byRow) {
        FloatVector factor0 = all(fades[f + 0]);
        a0 = a0.mul(factor0);
        b0 = b0.mul(factor0);
        FloatVector factor1 = all(fades[f + 1]);
        a1 = a1.mul(factor1);
        b1 = b1.mul(factor1);
        FloatVector factor2 = all(fades[f + 2]);
        a2 = a2.mul(factor2);
        b2 = b2.mul(factor2);
        FloatVector factor3 = all(fades[f + 3]);
        a3 = a3.mul(factor3);
        b3 = b3.mul(factor3);
      } else {
        FloatVector left = load(fades, f);
        FloatVector right = load(fades, f + LANES);
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
        FloatVector x = load(lanes, column);
        FloatVector y = load(lanes, column + LANES);
        FloatVector o = load(out, column);
        FloatVector p = load(out, column + LANES);
        FloatVector write0 = all(coefficients[row + 0]);
        FloatVector read0 = all(coefficients[row + ROWS + 0]);
        o = read0.fma(a0, o);
        p = read0.fma(b0, p);
        a0 = write0.fma(x, a0);
        b0 = write0.fma(y, b0);
        FloatVector write1 = all(coefficients[row + 1]);
        FloatVector read1 = all(coefficients[row + ROWS + 1]);
        o = read1.fma(a1, o);
        p = read1.fma(b1, p);
        a1 = write1.fma(x, a1);
        b1 = write1.fma(y, b1);
        FloatVector write2 = all(coefficients[row + 2]);
        FloatVector read2 = all(coefficients[row + ROWS + 2]);
        o = read2.fma(a2, o);
        p = read2.fma(b2, p);
        a2 = write2.fma(x, a2);
        b2 = write2.fma(y, b2);
        FloatVector write3 = all(coefficients[row + 3]);
        FloatVector read3 = all(coefficients[row + ROWS + 3]);
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

  private static FloatVector load(float[] from, int at) {
    return FloatVector.fromArray(SPECIES, from, at);
  }

  private static FloatVector all(float number) {
    return FloatVector.broadcast(SPECIES, number);
  }
}
