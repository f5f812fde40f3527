package org.isoline.train;

import java.util.List;
import org.isoline.model.DocumentBoundaries;

/**
 * How a model is trained.
 *
 * @param tokens D, tokens to train on; the run ends with the step that reaches them
 * @param batchTokens tokens of one step, a multiple of the context
 * @param microBatchSequences sequences that go through the model at once; a divisor of the
 *     sequences of a batch. It changes memory and speed, and results only by rounding
 * @param learningRate peak learning rate, above 0 and at most 1
 * @param schedule learning rate over steps
 * @param optimizer numbers of the optimizer
 * @param checkpoints when parameters are kept
 * @param seed of the initial weights
 * @param dataSeed of the order of the training data
 * @param arithmetic element type of matrix products
 * @param documentBoundaries what the model is told of the borders between packed documents
 */
public record Recipe(
    long tokens,
    long batchTokens,
    int microBatchSequences,
    double learningRate,
    Schedule schedule,
    AdamWConfig optimizer,
    CheckpointPlan checkpoints,
    long seed,
    long dataSeed,
    Arithmetic arithmetic,
    DocumentBoundaries documentBoundaries) {

  /**
   * Checks what can be checked without a context; {@link #requireContext} checks the rest.
   *
   * @throws IllegalArgumentException naming the value, the legal range and the way out
   */
  public Recipe {
    atLeastOne("tokens", tokens);
    atLeastOne("batch_tokens", batchTokens);
    atLeastOne("micro_batch_sequences", microBatchSequences);
    if (batchTokens > tokens) {
      throw new IllegalArgumentException(
          "batch_tokens = %d is above tokens = %d: the run would be less than one step; lower batch_tokens or raise tokens"
              .formatted(batchTokens, tokens));
    }
    if (!(learningRate > 0 && learningRate <= 1)) {
      throw new IllegalArgumentException(
          "learning_rate = "
              + learningRate
              + ", must be above 0 and at most 1; 1e-4 to 1e-2 are usual");
    }
  }

  /** Updates of the run: tokens / batchTokens, rounded up. */
  public long steps() {
    return Math.ceilDiv(tokens, batchTokens);
  }

  /** Tokens after the last step: {@link #tokens} rounded up to whole batches. */
  public long trainedTokens() {
    return Math.multiplyExact(steps(), batchTokens);
  }

  /** Steps after which parameters are kept; the last is {@link #steps()}. */
  public List<Long> checkpointSteps() {
    return checkpoints.steps(steps(), batchTokens);
  }

  /** Learning rate of update {@code step}, counted from 0. */
  public double learningRate(long step) {
    return learningRate * schedule.factor(step, steps());
  }

  /**
   * Sequences of a batch at a context.
   *
   * @throws IllegalArgumentException if the batch is not whole sequences
   */
  public long batchSequences(int context) {
    if (batchTokens % context != 0) {
      long below = batchTokens / context * context;
      throw new IllegalArgumentException(
          "batch_tokens = %d is not a multiple of context = %d; the nearest are %s%d"
              .formatted(batchTokens, context, below == 0 ? "" : below + " and ", below + context));
    }
    return batchTokens / context;
  }

  /**
   * Micro-batches whose gradients make one step, at a context.
   *
   * @throws IllegalArgumentException if the batch is not whole sequences, or these not whole
   *     micro-batches
   */
  public int microSteps(int context) {
    long sequences = batchSequences(context);
    if (sequences % microBatchSequences != 0) {
      throw new IllegalArgumentException(
          "micro_batch_sequences = %d does not divide the %d sequences of a batch (batch_tokens = %d, context = %d); take %d"
              .formatted(
                  microBatchSequences,
                  sequences,
                  batchTokens,
                  context,
                  divisorUpTo(microBatchSequences, sequences)));
    }
    return Math.toIntExact(sequences / microBatchSequences);
  }

  /**
   * This recipe, if it fits sequences of a context.
   *
   * @throws IllegalArgumentException if batch, micro-batch or checkpoints do not fit
   */
  public Recipe requireContext(int context) {
    microSteps(context);
    checkpointSteps();
    return this;
  }

  private static long divisorUpTo(long bound, long number) {
    long divisor = Math.min(bound, number);
    while (number % divisor != 0) {
      divisor--;
    }
    return divisor;
  }

  private static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " = " + value + ", must be at least 1");
    }
  }
}
