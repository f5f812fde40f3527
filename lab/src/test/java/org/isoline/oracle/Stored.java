package org.isoline.oracle;

import java.util.List;

/** A tensor as a file has it, widened to double. Vectors have one dimension. */
record Stored(List<Integer> shape, double[] values) {
  static Stored of(List<Integer> shape) {
    return new Stored(shape, new double[shape.stream().reduce(1, Math::multiplyExact)]);
  }
}
