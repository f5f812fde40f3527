package org.isoline.ops.fused;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Loops over channels. Lengths and positions are multiples of {@link #GRAIN} unless said. */
final class Elementwise {
  /** Every padded width is a multiple of it: one register of 512 bits, two of 256. */
  static final int GRAIN = 16;

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> FOUR = FloatVector.SPECIES_128;
  private static final int LANES = SPECIES.length();

  private Elementwise() {}

  /** Bits of the widest registers. */
  static int preferredBits() {
    return SPECIES.vectorBitSize();
  }

  /**
   * Sum of products. The last additions are in a fixed order: {@code reduceLanes} adds in another
   * one before a method is compiled than after, and results must not depend on when that happens.
   */
  static float dot(float[] x, int fromX, float[] y, int fromY, int length) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < length; i += LANES) {
      sum =
          FloatVector.fromArray(SPECIES, x, fromX + i)
              .fma(FloatVector.fromArray(SPECIES, y, fromY + i), sum);
    }
    float[] lanes = sum.toArray();
    for (int width = LANES / 2; width > 0; width /= 2) {
      for (int i = 0; i < width; i++) {
        lanes[i] += lanes[i + width];
      }
    }
    return lanes[0];
  }

  /** Four numbers of each of two arrays, any position, one after the other. */
  static void interleave(float[] x, float[] y, int from, float[] target, int to) {
    FloatVector.fromArray(FOUR, x, from).intoArray(target, to);
    FloatVector.fromArray(FOUR, y, from).intoArray(target, to + 4);
  }

  /** {@code target = x * y}; returns the smallest of them, or NaN if one is. */
  static float product(float[] x, int fromX, float[] y, int fromY, float[] target, int to, int n) {
    FloatVector least = FloatVector.broadcast(SPECIES, Float.POSITIVE_INFINITY);
    for (int i = 0; i < n; i += LANES) {
      FloatVector product =
          FloatVector.fromArray(SPECIES, x, fromX + i)
              .mul(FloatVector.fromArray(SPECIES, y, fromY + i));
      product.intoArray(target, to + i);
      least = least.min(product);
    }
    return least.reduceLanes(VectorOperators.MIN);
  }

  /** {@code target = x * y}. */
  static void multiply(float[] x, int fromX, float[] y, int fromY, float[] target, int to, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector.fromArray(SPECIES, x, fromX + i)
          .mul(FloatVector.fromArray(SPECIES, y, fromY + i))
          .intoArray(target, to + i);
    }
  }

  /** {@code target = 1 / x}. */
  static void reciprocal(float[] x, float[] target, int from, int n) {
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    for (int i = from; i < from + n; i += LANES) {
      one.div(FloatVector.fromArray(SPECIES, x, i)).intoArray(target, i);
    }
  }

  /** A copy of x, and {@code scaled = factor * x} in the same place of another array. */
  static void copyAndScale(
      float[] x, int from, float factor, float[] copy, float[] scaled, int to, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector part = FloatVector.fromArray(SPECIES, x, from + i);
      part.intoArray(copy, to + i);
      part.mul(factor).intoArray(scaled, to + i);
    }
  }

  /** {@code target = factor * x}. */
  static void scale(float factor, float[] x, int from, float[] target, int to, int n) {
    FloatVector all = FloatVector.broadcast(SPECIES, factor);
    for (int i = 0; i < n; i += LANES) {
      all.mul(FloatVector.fromArray(SPECIES, x, from + i)).intoArray(target, to + i);
    }
  }

  /** {@code target += factor * x}. */
  static void addScaled(float factor, float[] x, int from, float[] target, int to, int n) {
    FloatVector all = FloatVector.broadcast(SPECIES, factor);
    for (int i = 0; i < n; i += LANES) {
      all.fma(
              FloatVector.fromArray(SPECIES, x, from + i),
              FloatVector.fromArray(SPECIES, target, to + i))
          .intoArray(target, to + i);
    }
  }

  /** {@code sum += x * y}. */
  static void addProduct(float[] x, int fromX, float[] y, int fromY, float[] sum, int to, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector.fromArray(SPECIES, x, fromX + i)
          .fma(
              FloatVector.fromArray(SPECIES, y, fromY + i),
              FloatVector.fromArray(SPECIES, sum, to + i))
          .intoArray(sum, to + i);
    }
  }

  /** {@code sum += terms - x * y}, of which a copy replaces {@code terms}. */
  static void addDifference(float[] sum, float[] terms, int at, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector own =
          FloatVector.fromArray(SPECIES, sum, i)
              .add(
                  FloatVector.fromArray(SPECIES, terms, at + i)
                      .sub(
                          FloatVector.fromArray(SPECIES, x, at + i)
                              .mul(FloatVector.fromArray(SPECIES, y, at + i))));
      own.intoArray(sum, i);
      own.intoArray(terms, at + i);
    }
  }
}
