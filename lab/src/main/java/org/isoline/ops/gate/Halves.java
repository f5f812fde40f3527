package org.isoline.ops.gate;

import org.isoline.tensor.InPlace;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;

/**
 * The part of the output that keys in the first of two neighbouring blocks give to queries in the
 * second: {@code A = (q * e^(G - R)) (k * e^(R - G))^T} with R the sum of log decays where the
 * blocks meet. Both exponents are at most 0; underflow to 0 is what the sum would be.
 */
final class Halves {
  private final int rows;
  private final Tensor fromMiddle;
  private final Tensor toMiddle;

  /** For the blocks that {@code sums} has now. */
  Halves(RunningSums sums) {
    rows = sums.block();
    fromMiddle = RunningSums.second(sums.since(), rows).exp();
    toMiddle = RunningSums.first(sums.until(), rows).exp();
  }

  int rows() {
    return rows;
  }

  /** Adds to the output. */
  void forward(Tensor q, Tensor k, Tensor v, Tensor output) {
    try (Scope scope = new Scope()) {
      Tensor queries = second(q).mul(fromMiddle);
      Tensor keys = first(k).mul(toMiddle);
      Tensor a = queries.matmul(keys.transpose(1, 2));
      InPlace.addBatchMatmul(second(output), a, first(v));
    }
  }

  /** Adds to the gradients; the running sums are in blocks of this size. */
  void backward(Tensor q, Tensor k, Tensor v, Tensor outputGradient, Gradients gradients) {
    try (Scope scope = new Scope()) {
      Tensor queries = second(q).mul(fromMiddle);
      Tensor keys = first(k).mul(toMiddle);
      Tensor a = queries.matmul(keys.transpose(1, 2));
      Tensor da = second(outputGradient).matmul(first(v).transpose(1, 2));
      Tensor dQueries = da.matmul(keys);
      Tensor dKeys = da.transpose(1, 2).matmul(queries);
      InPlace.addBatchMatmul(first(gradients.v()), a.transpose(1, 2), second(outputGradient));
      InPlace.addProduct(second(gradients.q()), dQueries, fromMiddle, 1);
      InPlace.addProduct(first(gradients.k()), dKeys, toMiddle, 1);
      InPlace.addProduct(second(gradients.sums().since()), dQueries, queries, 1);
      InPlace.addProduct(first(gradients.sums().until()), dKeys, keys, 1);
    }
  }

  private Tensor first(Tensor chunks) {
    return RunningSums.first(chunks, rows);
  }

  private Tensor second(Tensor chunks) {
    return RunningSums.second(chunks, rows);
  }
}
