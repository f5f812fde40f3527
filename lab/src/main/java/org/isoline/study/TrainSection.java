package org.isoline.study;

import java.util.List;
import org.isoline.model.DocumentBoundaries;
import org.isoline.train.AdamWConfig;
import org.isoline.train.Arithmetic;
import org.isoline.train.Schedule;

/**
 * How every cell of a study is trained; {@link org.isoline.train.Recipe} has the units.
 *
 * @param tokens D, tokens to train on
 * @param batchTokens tokens of a step
 * @param microBatchSequences sequences that go through the model at once
 * @param schedule learning rate over steps
 * @param optimizer numbers of the optimizer
 * @param seeds replicates of each cell, distinct
 * @param precision element type of matrix products
 * @param documentBoundaries what models are told of the borders between packed documents
 */
public record TrainSection(
    long tokens,
    long batchTokens,
    int microBatchSequences,
    Schedule schedule,
    AdamWConfig optimizer,
    List<Long> seeds,
    Arithmetic precision,
    DocumentBoundaries documentBoundaries) {

  /** Copies the list. */
  public TrainSection {
    seeds = List.copyOf(seeds);
  }
}
