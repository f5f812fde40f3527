package org.isoline.ops.gate;

import java.util.List;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Tensor;

/**
 * The way back through {@link RunningSums}: from gradients of the sums in large blocks to those in
 * small blocks, and at last to those of the log decays.
 */
final class SumGradients {
  private final Tensor since;
  private final Tensor until;
  private int block;

  /** Starts with blocks of the whole chunk; both gradients {@code [N, C, K]} are taken over. */
  SumGradients(Tensor since, Tensor until) {
    this.since = since;
    this.until = until;
    block = (int) since.size(1);
  }

  /** Gradient of {@link RunningSums#since()}, to be added to. */
  Tensor since() {
    return since;
  }

  /** Gradient of {@link RunningSums#until()}, to be added to. */
  Tensor until() {
    return until;
  }

  int block() {
    return block;
  }

  /** Undoes {@link RunningSums#merge}. */
  void split() {
    block /= 2;
    Tensor ofFirst = RunningSums.second(since, block).sum(1, true);
    Tensor ofSecond = RunningSums.first(until, block).sum(1, true);
    InPlace.add(RunningSums.first(since, block).narrow(1, block - 1, 1), ofFirst);
    InPlace.add(RunningSums.second(since, block).narrow(1, block - 1, 1), ofSecond);
  }

  /**
   * The gradient of the log decays: g_j is part of {@code since} of the rows from j on and of
   * {@code until} of the rows before j. Destroys both.
   */
  Tensor ofLogDecays() {
    while (block > RunningSums.SMALLEST) {
      split();
    }
    List<Tensor> later = RunningSums.blocks(since, block).unbind(1);
    List<Tensor> earlier = RunningSums.blocks(until, block).unbind(1);
    for (int r = block - 2; r >= 0; r--) {
      InPlace.add(later.get(r), later.get(r + 1));
    }
    for (int r = 1; r < block - 1; r++) {
      InPlace.add(earlier.get(r), earlier.get(r - 1));
    }
    Tensor before = RunningSums.blocks(until, block).narrow(1, 0, block - 1);
    InPlace.add(RunningSums.blocks(since, block).narrow(1, 1, block - 1), before);
    return since;
  }
}
