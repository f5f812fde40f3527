package org.isoline.ops.gate;

import java.util.ArrayList;
import java.util.List;
import org.isoline.tensor.Tensor;

/**
 * All decays of a segment, and the plan by which the pairs inside a chunk are summed.
 *
 * @param within pairs inside blocks
 * @param halves pairs across blocks, from small blocks to large ones
 * @param fromStart e^(sum from the start of the chunk to a row), {@code [N, C, K]}
 * @param toEnd e^(sum from after a row to the end of the chunk), {@code [N, C, K]}
 * @param across e^(sum over the chunk), {@code [N, K]}
 */
record Decays(Within within, List<Halves> halves, Tensor fromStart, Tensor toEnd, Tensor across) {

  /** Decays of {@code g [N, C, K]}, C a power of two of at least 16. */
  static Decays of(Tensor g) {
    int chunk = (int) g.size(1);
    RunningSums sums = new RunningSums(g);
    int factored = largestFactored(sums, chunk);
    while (sums.block() < factored) {
      sums.merge();
    }
    Within within = factored == 0 ? new DirectBlocks(g) : new FactoredBlocks(sums);
    List<Halves> halves = new ArrayList<>();
    while (sums.block() < chunk) {
      halves.add(new Halves(sums));
      sums.merge();
    }
    return new Decays(within, halves, sums.since().exp(), sums.until().exp(), sums.totals().exp());
  }

  /**
   * The largest block of more than {@link RunningSums#SMALLEST} rows, up to the chunk, over which
   * no channel decays by more than e^-{@link FactoredBlocks#BOUND}; 0 if there is none.
   */
  private static int largestFactored(RunningSums sums, int chunk) {
    Tensor totals = sums.totals();
    int largest = 0;
    for (int rows = 2 * RunningSums.SMALLEST; rows <= chunk; rows *= 2) {
      totals = totals.reshape(-1, 2, totals.size(1)).sum(1, false);
      if (!(totals.min().item() > -FactoredBlocks.BOUND)) {
        break;
      }
      largest = rows;
    }
    return largest;
  }
}
