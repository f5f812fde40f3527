package org.isoline.ops.gate;

import org.isoline.tensor.InPlace;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;

/**
 * Blocks in which the decay can be split between query and key: {@code A = tril((q * e^L) (k *
 * e^-L)^T)} with L the sum of log decays since the start of the block.
 *
 * <p>Only for blocks whose L stays above {@code -}{@link #BOUND}: the positive exponent of the keys
 * is then below it.
 */
final class FactoredBlocks implements Within {
  /**
   * The largest positive exponent. e^60 is 1e26: far enough from the largest FLOAT32, e^88, for
   * keys and sums of any sane size, and e^-60 from the smallest normal one.
   */
  static final double BOUND = 60;

  private final int rows;
  private final Tensor fading;
  private final Tensor growing;

  /** Blocks with {@code fading} = e^L, {@code [N, C, K]}. */
  FactoredBlocks(Tensor fading, int rows) {
    this.rows = rows;
    this.fading = blocks(fading);
    growing = this.fading.pow(-1);
  }

  int rows() {
    return rows;
  }

  @Override
  public void forward(Tensor q, Tensor k, Tensor v, Tensor output) {
    try (Scope scope = new Scope()) {
      Tensor queries = blocks(q).mul(fading);
      Tensor keys = blocks(k).mul(growing);
      Tensor a = InPlace.tril(queries.matmul(keys.transpose(1, 2)), 0);
      InPlace.addBatchMatmul(blocks(output), a, blocks(v));
    }
  }

  @Override
  public void backward(Tensor q, Tensor k, Tensor v, Tensor outputGradient, Gradients gradients) {
    try (Scope scope = new Scope()) {
      Tensor queries = blocks(q).mul(fading);
      Tensor keys = blocks(k).mul(growing);
      Tensor a = InPlace.tril(queries.matmul(keys.transpose(1, 2)), 0);
      InPlace.addBatchMatmul(blocks(gradients.v()), a.transpose(1, 2), blocks(outputGradient));

      // A token's own key does not fade: leaving it out here keeps it from drowning in rounding
      // what the others give to the sums.
      Tensor da = blocks(outputGradient).matmul(blocks(v).transpose(1, 2));
      Tensor own = da.diagonal(1, 2).unsqueeze(2).copy();
      InPlace.tril(da, -1);
      Tensor dQueries = da.matmul(keys);
      Tensor dKeys = da.transpose(1, 2).matmul(queries);
      Tensor dSince = blocks(gradients.sums().since());
      InPlace.addProduct(dSince, queries, dQueries, 1);
      InPlace.addProduct(dSince, keys, dKeys, -1);

      InPlace.addProduct(blocks(gradients.q()), dQueries, fading, 1);
      InPlace.addProduct(blocks(gradients.q()), own, blocks(k), 1);
      InPlace.addProduct(blocks(gradients.k()), dKeys, growing, 1);
      InPlace.addProduct(blocks(gradients.k()), own, blocks(q), 1);
    }
  }

  private Tensor blocks(Tensor chunks) {
    return RunningSums.blocks(chunks, rows);
  }
}
