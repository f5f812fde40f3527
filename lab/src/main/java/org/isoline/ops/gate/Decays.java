package org.isoline.ops.gate;

import java.util.ArrayList;
import java.util.List;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Scope;
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

  /** Decays of {@code g [N, C, K]}, C a power of two of at least 16; takes g over. */
  static Decays of(Tensor g) {
    int chunk = (int) g.size(1);
    int factored = largestFactored(g);
    return factored == 0
        ? inHalves(new DirectBlocks(g), new RunningSums(g), chunk)
        : factored(new RunningSums(g), factored, chunk);
  }

  private static Decays factored(RunningSums sums, int rows, int chunk) {
    while (sums.block() < rows) {
      sums.merge();
    }
    if (rows < chunk) {
      return inHalves(new FactoredBlocks(sums.since().exp(), rows), sums, chunk);
    }
    Tensor fromStart = InPlace.exp(sums.since());
    return of(new FactoredBlocks(fromStart, rows), List.of(), fromStart, sums.until());
  }

  private static Decays inHalves(Within within, RunningSums sums, int chunk) {
    List<Halves> halves = new ArrayList<>();
    while (sums.block() < chunk) {
      halves.add(new Halves(sums));
      sums.merge();
    }
    return of(within, halves, InPlace.exp(sums.since()), sums.until());
  }

  private static Decays of(Within within, List<Halves> halves, Tensor fromStart, Tensor until) {
    Tensor across = fromStart.select(1, fromStart.size(1) - 1);
    return new Decays(within, halves, fromStart, InPlace.exp(until), across);
  }

  /**
   * The largest block of more than {@link RunningSums#SMALLEST} rows, up to the chunk, over which
   * no channel decays by more than e^-{@link FactoredBlocks#BOUND}; 0 if there is none.
   */
  private static int largestFactored(Tensor g) {
    int largest = 0;
    try (Scope scope = new Scope()) {
      Tensor totals = RunningSums.blocks(g, RunningSums.SMALLEST).sum(1, false);
      for (int rows = 2 * RunningSums.SMALLEST; rows <= g.size(1); rows *= 2) {
        totals = totals.reshape(-1, 2, totals.size(1)).sum(1, false);
        if (!(totals.min().item() > -FactoredBlocks.BOUND)) {
          break;
        }
        largest = rows;
      }
    }
    return largest;
  }
}
