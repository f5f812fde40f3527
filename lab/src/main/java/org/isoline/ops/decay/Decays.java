package org.isoline.ops.decay;

import java.util.Arrays;
import org.isoline.ops.MixerShape;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Powers of the decay inside a chunk of one length, each made from the difference of two positions,
 * so that none exceeds 1. Operands are {@code [N, length, ·]}, where the head changes fastest along
 * N.
 */
final class Decays {
  private final boolean none;
  private final long heads;
  private final Tensor within;
  private final Tensor fromStart;
  private final Tensor toEnd;
  private final Tensor across;

  Decays(MixerShape shape, double[] logDecay, int length) {
    heads = shape.heads();
    none = Arrays.stream(logDecay).allMatch(g -> g == 0);
    double[] matrix = new double[logDecay.length * length * length];
    double[] rising = new double[logDecay.length * length];
    double[] falling = new double[logDecay.length * length];
    double[] whole = new double[logDecay.length];
    for (int h = 0; h < logDecay.length; h++) {
      double[] power = new double[length + 1];
      for (int d = 0; d <= length; d++) {
        power[d] = Math.exp(logDecay[h] * d);
      }
      whole[h] = power[length];
      for (int r = 0; r < length; r++) {
        int row = h * length + r;
        rising[row] = power[r + 1];
        falling[row] = power[length - 1 - r];
        for (int i = 0; i <= r; i++) {
          matrix[row * length + i] = power[r - i];
        }
      }
    }
    within = table(shape, matrix, heads, length, length);
    fromStart = table(shape, rising, heads, length, 1);
    toEnd = table(shape, falling, heads, length, 1);
    across = table(shape, whole, heads, 1, 1);
  }

  private static Tensor table(MixerShape shape, double[] numbers, long... extents) {
    return Tensors.of(numbers, extents).to(shape.dtype()).to(shape.device());
  }

  /** Multiplies element (r, i) by lambda^(r - i), and by 0 above the diagonal. */
  Tensor within(Tensor scores) {
    return none ? InPlace.tril(scores, 0) : scale(scores, within);
  }

  /** Multiplies row r = 1, 2, … by lambda^r. */
  Tensor fromStart(Tensor rows) {
    return none ? rows : scale(rows, fromStart);
  }

  /** Multiplies row r = 1, 2, … of m by lambda^(m - r). */
  Tensor toEnd(Tensor rows) {
    return none ? rows : scale(rows, toEnd);
  }

  /** Adds lambda^m times a state to the next one; both {@code [B, H, K, V]}. */
  void carry(Tensor next, Tensor state) {
    if (none) {
      InPlace.add(next, state);
    } else {
      InPlace.addProduct(next, state, across, 1);
    }
  }

  private Tensor scale(Tensor target, Tensor table) {
    InPlace.mul(target.reshape(-1, heads, target.size(1), target.size(2)), table);
    return target;
  }
}
