package org.isoline.ops.gate;

import org.isoline.tensor.InPlace;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Blocks of {@link RunningSums#SMALLEST} rows for any decay: all pairs that are equally far apart
 * at once, nearest first, while the decay between them grows by one factor f a step.
 *
 * <p>No exponent is formed, so none can overflow; a decay of exactly 0 or 1 is exact.
 */
final class DirectBlocks implements Within {
  private static final int ROWS = RunningSums.SMALLEST;

  private final Tensor f;

  DirectBlocks(Tensor g) {
    f = blocks(g.exp());
  }

  @Override
  public void forward(Tensor q, Tensor k, Tensor v, Tensor output) {
    try (Scope scope = new Scope()) {
      Tensor faded = blocks(k).copy();
      for (int distance = 0; distance < ROWS; distance++) {
        try (Scope pairs = new Scope()) {
          Tensor keys = fade(faded, distance);
          Tensor a = later(q, distance).mul(keys).sum(2, true);
          InPlace.addProduct(later(output, distance), a, earlier(v, distance), 1);
        }
      }
    }
  }

  @Override
  public void backward(Tensor q, Tensor k, Tensor v, Tensor outputGradient, Gradients gradients) {
    try (Scope scope = new Scope()) {
      Tensor dq = Tensors.zerosLike(q);
      Tensor dk = Tensors.zerosLike(k);
      Tensor decay = Tensors.full(1, q.dtype(), q.device(), blocks(q).shape());
      for (int distance = 1; distance < ROWS; distance++) {
        try (Scope pairs = new Scope()) {
          Tensor between = fade(decay, distance);
          Tensor queries = later(q, distance).mul(between);
          Tensor keys = earlier(k, distance).mul(between);
          Tensor a = queries.mul(earlier(k, distance)).sum(2, true);
          Tensor da = ofScores(outputGradient, v, distance);
          InPlace.addProduct(
              earlier(gradients.v(), distance), a, later(outputGradient, distance), 1);
          InPlace.addProduct(later(dq, distance), da, keys, 1);
          InPlace.addProduct(earlier(dk, distance), da, queries, 1);
        }
      }
      // A token's own key does not fade and takes no part in this difference.
      InPlace.addProduct(gradients.sums().since(), q, dq, 1);
      InPlace.addProduct(gradients.sums().since(), k, dk, -1);
      InPlace.add(gradients.q(), dq);
      InPlace.add(gradients.k(), dk);

      Tensor own = ofScores(outputGradient, v, 0);
      InPlace.addProduct(blocks(gradients.q()), own, blocks(k), 1);
      InPlace.addProduct(blocks(gradients.k()), own, blocks(q), 1);
      Tensor a = blocks(q).mul(blocks(k)).sum(2, true);
      InPlace.addProduct(blocks(gradients.v()), a, blocks(outputGradient), 1);
    }
  }

  private static Tensor ofScores(Tensor outputGradient, Tensor v, int distance) {
    return later(outputGradient, distance).mul(earlier(v, distance)).sum(2, true);
  }

  /** Multiplies the first {@code ROWS - distance} rows by the decay of one more step. */
  private Tensor fade(Tensor rows, int distance) {
    Tensor remaining = rows.narrow(1, 0, ROWS - distance);
    return distance == 0
        ? remaining
        : InPlace.mul(remaining, f.narrow(1, distance, ROWS - distance));
  }

  private static Tensor later(Tensor chunks, int distance) {
    return blocks(chunks).narrow(1, distance, ROWS - distance);
  }

  private static Tensor earlier(Tensor chunks, int distance) {
    return blocks(chunks).narrow(1, 0, ROWS - distance);
  }

  private static Tensor blocks(Tensor chunks) {
    return RunningSums.blocks(chunks, ROWS);
  }
}
