package org.isoline.ops.gate;

import org.isoline.tensor.Tensor;

/**
 * The part of the output that keys give to queries of their own block, in all blocks of a segment.
 * Operands are {@code [N, C, ·]}.
 */
sealed interface Within permits DirectBlocks, FactoredBlocks {
  /** Adds to the output. */
  void forward(Tensor q, Tensor k, Tensor v, Tensor output);

  /** Adds to the gradients; the running sums are in blocks of this size. */
  void backward(Tensor q, Tensor k, Tensor v, Tensor outputGradient, Gradients gradients);
}
