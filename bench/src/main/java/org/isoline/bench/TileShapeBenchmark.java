package org.isoline.bench;

import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Why the fused kernels call the Vector API without helpers between: the same walk, per step and
 * row of 2x16 numbers, with 4 rows, with 8 rows, and with 4 rows through two small methods.
 *
 * <p>In so large a method C2 no longer inlines helpers that are not its own, and a call that is not
 * inlined puts every vector on the heap: tens of times slower. Eight rows, 16 vectors of state, are
 * no cliff by themselves; inside the loop over spans that the kernels have around this walk they
 * came out at half the speed of four.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@State(Scope.Benchmark)
public class TileShapeBenchmark {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
  private static final int LANES = SPECIES.length();
  private static final int STEPS = 64;

  private final float[] state = new float[8 * 2 * LANES];
  private final float[] factors = new float[STEPS * 16];
  private final float[] lanes = new float[STEPS * 2 * LANES];
  private final float[] out = new float[STEPS * 2 * LANES];

  /** Four rows. */
  @Benchmark
  @OperationsPerInvocation(STEPS * 4)
  public void fourRows() {
    FloatVector a0 = FloatVector.fromArray(SPECIES, state, 0 * LANES);
    FloatVector b0 = FloatVector.fromArray(SPECIES, state, 1 * LANES);
    FloatVector a1 = FloatVector.fromArray(SPECIES, state, 2 * LANES);
    FloatVector b1 = FloatVector.fromArray(SPECIES, state, 3 * LANES);
    FloatVector a2 = FloatVector.fromArray(SPECIES, state, 4 * LANES);
    FloatVector b2 = FloatVector.fromArray(SPECIES, state, 5 * LANES);
    FloatVector a3 = FloatVector.fromArray(SPECIES, state, 6 * LANES);
    FloatVector b3 = FloatVector.fromArray(SPECIES, state, 7 * LANES);
    for (int row = 0, column = 0; row < 16 * STEPS; row += 16, column += 2 * LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, lanes, column);
      FloatVector y = FloatVector.fromArray(SPECIES, lanes, column + LANES);
      FloatVector o = FloatVector.fromArray(SPECIES, out, column);
      FloatVector p = FloatVector.fromArray(SPECIES, out, column + LANES);
      FloatVector write0 = FloatVector.broadcast(SPECIES, factors[row + 0]);
      FloatVector read0 = FloatVector.broadcast(SPECIES, factors[row + 8 + 0]);
      o = read0.fma(a0, o);
      p = read0.fma(b0, p);
      a0 = write0.fma(x, a0);
      b0 = write0.fma(y, b0);
      FloatVector write1 = FloatVector.broadcast(SPECIES, factors[row + 1]);
      FloatVector read1 = FloatVector.broadcast(SPECIES, factors[row + 8 + 1]);
      o = read1.fma(a1, o);
      p = read1.fma(b1, p);
      a1 = write1.fma(x, a1);
      b1 = write1.fma(y, b1);
      FloatVector write2 = FloatVector.broadcast(SPECIES, factors[row + 2]);
      FloatVector read2 = FloatVector.broadcast(SPECIES, factors[row + 8 + 2]);
      o = read2.fma(a2, o);
      p = read2.fma(b2, p);
      a2 = write2.fma(x, a2);
      b2 = write2.fma(y, b2);
      FloatVector write3 = FloatVector.broadcast(SPECIES, factors[row + 3]);
      FloatVector read3 = FloatVector.broadcast(SPECIES, factors[row + 8 + 3]);
      o = read3.fma(a3, o);
      p = read3.fma(b3, p);
      a3 = write3.fma(x, a3);
      b3 = write3.fma(y, b3);
      o.intoArray(out, column);
      p.intoArray(out, column + LANES);
    }
    a0.intoArray(state, 0 * LANES);
    b0.intoArray(state, 1 * LANES);
    a1.intoArray(state, 2 * LANES);
    b1.intoArray(state, 3 * LANES);
    a2.intoArray(state, 4 * LANES);
    b2.intoArray(state, 5 * LANES);
    a3.intoArray(state, 6 * LANES);
    b3.intoArray(state, 7 * LANES);
  }

  /** Eight rows: 16 vectors of state. */
  @Benchmark
  @OperationsPerInvocation(STEPS * 8)
  public void eightRows() {
    FloatVector a0 = FloatVector.fromArray(SPECIES, state, 0 * LANES);
    FloatVector b0 = FloatVector.fromArray(SPECIES, state, 1 * LANES);
    FloatVector a1 = FloatVector.fromArray(SPECIES, state, 2 * LANES);
    FloatVector b1 = FloatVector.fromArray(SPECIES, state, 3 * LANES);
    FloatVector a2 = FloatVector.fromArray(SPECIES, state, 4 * LANES);
    FloatVector b2 = FloatVector.fromArray(SPECIES, state, 5 * LANES);
    FloatVector a3 = FloatVector.fromArray(SPECIES, state, 6 * LANES);
    FloatVector b3 = FloatVector.fromArray(SPECIES, state, 7 * LANES);
    FloatVector a4 = FloatVector.fromArray(SPECIES, state, 8 * LANES);
    FloatVector b4 = FloatVector.fromArray(SPECIES, state, 9 * LANES);
    FloatVector a5 = FloatVector.fromArray(SPECIES, state, 10 * LANES);
    FloatVector b5 = FloatVector.fromArray(SPECIES, state, 11 * LANES);
    FloatVector a6 = FloatVector.fromArray(SPECIES, state, 12 * LANES);
    FloatVector b6 = FloatVector.fromArray(SPECIES, state, 13 * LANES);
    FloatVector a7 = FloatVector.fromArray(SPECIES, state, 14 * LANES);
    FloatVector b7 = FloatVector.fromArray(SPECIES, state, 15 * LANES);
    for (int row = 0, column = 0; row < 16 * STEPS; row += 16, column += 2 * LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, lanes, column);
      FloatVector y = FloatVector.fromArray(SPECIES, lanes, column + LANES);
      FloatVector o = FloatVector.fromArray(SPECIES, out, column);
      FloatVector p = FloatVector.fromArray(SPECIES, out, column + LANES);
      FloatVector write0 = FloatVector.broadcast(SPECIES, factors[row + 0]);
      FloatVector read0 = FloatVector.broadcast(SPECIES, factors[row + 8 + 0]);
      o = read0.fma(a0, o);
      p = read0.fma(b0, p);
      a0 = write0.fma(x, a0);
      b0 = write0.fma(y, b0);
      FloatVector write1 = FloatVector.broadcast(SPECIES, factors[row + 1]);
      FloatVector read1 = FloatVector.broadcast(SPECIES, factors[row + 8 + 1]);
      o = read1.fma(a1, o);
      p = read1.fma(b1, p);
      a1 = write1.fma(x, a1);
      b1 = write1.fma(y, b1);
      FloatVector write2 = FloatVector.broadcast(SPECIES, factors[row + 2]);
      FloatVector read2 = FloatVector.broadcast(SPECIES, factors[row + 8 + 2]);
      o = read2.fma(a2, o);
      p = read2.fma(b2, p);
      a2 = write2.fma(x, a2);
      b2 = write2.fma(y, b2);
      FloatVector write3 = FloatVector.broadcast(SPECIES, factors[row + 3]);
      FloatVector read3 = FloatVector.broadcast(SPECIES, factors[row + 8 + 3]);
      o = read3.fma(a3, o);
      p = read3.fma(b3, p);
      a3 = write3.fma(x, a3);
      b3 = write3.fma(y, b3);
      FloatVector write4 = FloatVector.broadcast(SPECIES, factors[row + 4]);
      FloatVector read4 = FloatVector.broadcast(SPECIES, factors[row + 8 + 4]);
      o = read4.fma(a4, o);
      p = read4.fma(b4, p);
      a4 = write4.fma(x, a4);
      b4 = write4.fma(y, b4);
      FloatVector write5 = FloatVector.broadcast(SPECIES, factors[row + 5]);
      FloatVector read5 = FloatVector.broadcast(SPECIES, factors[row + 8 + 5]);
      o = read5.fma(a5, o);
      p = read5.fma(b5, p);
      a5 = write5.fma(x, a5);
      b5 = write5.fma(y, b5);
      FloatVector write6 = FloatVector.broadcast(SPECIES, factors[row + 6]);
      FloatVector read6 = FloatVector.broadcast(SPECIES, factors[row + 8 + 6]);
      o = read6.fma(a6, o);
      p = read6.fma(b6, p);
      a6 = write6.fma(x, a6);
      b6 = write6.fma(y, b6);
      FloatVector write7 = FloatVector.broadcast(SPECIES, factors[row + 7]);
      FloatVector read7 = FloatVector.broadcast(SPECIES, factors[row + 8 + 7]);
      o = read7.fma(a7, o);
      p = read7.fma(b7, p);
      a7 = write7.fma(x, a7);
      b7 = write7.fma(y, b7);
      o.intoArray(out, column);
      p.intoArray(out, column + LANES);
    }
    a0.intoArray(state, 0 * LANES);
    b0.intoArray(state, 1 * LANES);
    a1.intoArray(state, 2 * LANES);
    b1.intoArray(state, 3 * LANES);
    a2.intoArray(state, 4 * LANES);
    b2.intoArray(state, 5 * LANES);
    a3.intoArray(state, 6 * LANES);
    b3.intoArray(state, 7 * LANES);
    a4.intoArray(state, 8 * LANES);
    b4.intoArray(state, 9 * LANES);
    a5.intoArray(state, 10 * LANES);
    b5.intoArray(state, 11 * LANES);
    a6.intoArray(state, 12 * LANES);
    b6.intoArray(state, 13 * LANES);
    a7.intoArray(state, 14 * LANES);
    b7.intoArray(state, 15 * LANES);
  }

  /** Four rows with helpers. */
  @Benchmark
  @OperationsPerInvocation(STEPS * 4)
  public void fourRowsThroughHelpers() {
    FloatVector a0 = load(state, 0 * LANES);
    FloatVector b0 = load(state, 1 * LANES);
    FloatVector a1 = load(state, 2 * LANES);
    FloatVector b1 = load(state, 3 * LANES);
    FloatVector a2 = load(state, 4 * LANES);
    FloatVector b2 = load(state, 5 * LANES);
    FloatVector a3 = load(state, 6 * LANES);
    FloatVector b3 = load(state, 7 * LANES);
    for (int row = 0, column = 0; row < 16 * STEPS; row += 16, column += 2 * LANES) {
      FloatVector x = load(lanes, column);
      FloatVector y = load(lanes, column + LANES);
      FloatVector o = load(out, column);
      FloatVector p = load(out, column + LANES);
      FloatVector write0 = all(factors[row + 0]);
      FloatVector read0 = all(factors[row + 8 + 0]);
      o = read0.fma(a0, o);
      p = read0.fma(b0, p);
      a0 = write0.fma(x, a0);
      b0 = write0.fma(y, b0);
      FloatVector write1 = all(factors[row + 1]);
      FloatVector read1 = all(factors[row + 8 + 1]);
      o = read1.fma(a1, o);
      p = read1.fma(b1, p);
      a1 = write1.fma(x, a1);
      b1 = write1.fma(y, b1);
      FloatVector write2 = all(factors[row + 2]);
      FloatVector read2 = all(factors[row + 8 + 2]);
      o = read2.fma(a2, o);
      p = read2.fma(b2, p);
      a2 = write2.fma(x, a2);
      b2 = write2.fma(y, b2);
      FloatVector write3 = all(factors[row + 3]);
      FloatVector read3 = all(factors[row + 8 + 3]);
      o = read3.fma(a3, o);
      p = read3.fma(b3, p);
      a3 = write3.fma(x, a3);
      b3 = write3.fma(y, b3);
      o.intoArray(out, column);
      p.intoArray(out, column + LANES);
    }
    a0.intoArray(state, 0 * LANES);
    b0.intoArray(state, 1 * LANES);
    a1.intoArray(state, 2 * LANES);
    b1.intoArray(state, 3 * LANES);
    a2.intoArray(state, 4 * LANES);
    b2.intoArray(state, 5 * LANES);
    a3.intoArray(state, 6 * LANES);
    b3.intoArray(state, 7 * LANES);
  }

  private static FloatVector load(float[] from, int at) {
    return FloatVector.fromArray(SPECIES, from, at);
  }

  private static FloatVector all(float number) {
    return FloatVector.broadcast(SPECIES, number);
  }
}
