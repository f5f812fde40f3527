package org.isoline.ops.gate;

import java.util.List;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Sums of log decays inside blocks of a chunk, for blocks that double.
 *
 * <p>Every exponent the gated form needs is one of these sums. None is made as a difference of two
 * long sums: such a difference loses its digits just where the decay between two tokens is weak and
 * the decay before them was strong.
 */
final class RunningSums {
  /** Rows of the smallest block. */
  static final int SMALLEST = 16;

  /** For each row the sum from the start of its block to the row itself, {@code [N, C, K]}. */
  private final Tensor since;

  /** For each row the sum from the row after it to the end of its block, {@code [N, C, K]}. */
  private final Tensor until;

  private int block = SMALLEST;

  /** Sums of {@code g [N, C, K]}, C a multiple of {@link #SMALLEST}; takes g over. */
  RunningSums(Tensor g) {
    since = g;
    until = Tensors.empty(g.dtype(), g.device(), g.shape());
    InPlace.fill(blocks(until, SMALLEST).select(1, SMALLEST - 1), 0);
    Tensor later = blocks(g, SMALLEST).narrow(1, 1, SMALLEST - 1);
    InPlace.copy(blocks(until, SMALLEST).narrow(1, 0, SMALLEST - 1), later);
    List<Tensor> forward = blocks(since, SMALLEST).unbind(1);
    List<Tensor> backward = blocks(until, SMALLEST).unbind(1);
    for (int r = 1; r < SMALLEST; r++) {
      InPlace.add(forward.get(r), forward.get(r - 1));
      InPlace.add(backward.get(SMALLEST - 1 - r), backward.get(SMALLEST - r));
    }
  }

  Tensor since() {
    return since;
  }

  Tensor until() {
    return until;
  }

  /** Rows of a block now. */
  int block() {
    return block;
  }

  /** Joins neighbouring blocks: the sums run on from the first into the second. */
  void merge() {
    Tensor ofFirst = first(since, block).narrow(1, block - 1, 1);
    Tensor ofSecond = second(since, block).narrow(1, block - 1, 1);
    InPlace.add(first(until, block), ofSecond);
    InPlace.add(second(since, block), ofFirst);
    block *= 2;
  }

  /** {@code [N, C, D]} as blocks of rows, {@code [N * C / rows, rows, D]}. */
  static Tensor blocks(Tensor chunks, int rows) {
    return chunks.reshape(-1, rows, chunks.size(2));
  }

  /** The first of every two neighbouring blocks, {@code [N * C / rows / 2, rows, D]}; a view. */
  static Tensor first(Tensor chunks, int rows) {
    return half(chunks, rows, 0);
  }

  /** The second of every two neighbouring blocks; a view. */
  static Tensor second(Tensor chunks, int rows) {
    return half(chunks, rows, 1);
  }

  private static Tensor half(Tensor chunks, int rows, int which) {
    return chunks.reshape(-1, 2, rows, chunks.size(2)).select(1, which);
  }
}
