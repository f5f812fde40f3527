package org.isoline.law;

/**
 * One checkpoint of one run: all that laws are fitted to. Numbers that a table lacks are NaN.
 *
 * @param arch the architecture
 * @param size the rung of the ladder, for instance 70M
 * @param run the run; several checkpoints share one
 * @param seed of the run, 0 if unknown
 * @param step optimiser steps so far, -1 if unknown
 * @param tokens D, tokens seen so far, repetitions included
 * @param uniqueTokens U, distinct tokens of the corpus; D / U is the number of epochs
 * @param paramsNonEmbedding weights without token embedding and output head
 * @param paramsTotal all weights
 * @param flopsPaper training FLOP so far, see {@link ComputeCount#PAPER}
 * @param flopsCausal training FLOP so far, see {@link ComputeCount#CAUSAL}
 * @param flops6nd training FLOP so far as 6 N D, for readers of the table; fits compute their own
 * @param trainLoss nats per token on training batches
 * @param valLoss nats per token on held-out text
 * @param bitsPerByte held-out loss per byte of text in bits
 * @param lr learning rate at this step
 * @param phase of the schedule: warmup, stable, decay; blank if unknown
 * @param batchTokens tokens in a batch
 * @param context tokens in a sequence
 * @param budget the compute the run was planned for, FLOP
 * @param accuracy share of a task's items that it gets right, 0 to 1
 */
public record Observation(
    String arch,
    String size,
    String run,
    long seed,
    long step,
    double tokens,
    double uniqueTokens,
    double paramsNonEmbedding,
    double paramsTotal,
    double flopsPaper,
    double flopsCausal,
    double flops6nd,
    double trainLoss,
    double valLoss,
    double bitsPerByte,
    double lr,
    String phase,
    double batchTokens,
    double context,
    double budget,
    double accuracy) {

  /** The step of a checkpoint whose table does not tell. */
  public static final long UNKNOWN_STEP = -1;

  /** A checkpoint of a ladder: no planned budget, no task. */
  public Observation(
      String arch,
      String size,
      String run,
      long seed,
      long step,
      double tokens,
      double uniqueTokens,
      double paramsNonEmbedding,
      double paramsTotal,
      double flopsPaper,
      double flopsCausal,
      double flops6nd,
      double trainLoss,
      double valLoss,
      double bitsPerByte,
      double lr,
      String phase,
      double batchTokens,
      double context) {
    this(
        arch,
        size,
        run,
        seed,
        step,
        tokens,
        uniqueTokens,
        paramsNonEmbedding,
        paramsTotal,
        flopsPaper,
        flopsCausal,
        flops6nd,
        trainLoss,
        valLoss,
        bitsPerByte,
        lr,
        phase,
        batchTokens,
        context,
        Double.NaN,
        Double.NaN);
  }

  /**
   * Checks the names.
   *
   * @throws LawException if {@code arch}, {@code size} or {@code run} is blank
   */
  public Observation {
    requireName("arch", arch);
    requireName("size", size);
    requireName("run", run);
    phase = phase.strip();
  }

  /** Which checkpoint of its run this is, in words. */
  String where() {
    return step == UNKNOWN_STEP ? "tokens " + tokens : "step " + step;
  }

  private static void requireName(String column, String value) {
    if (value.isBlank()) {
      throw new LawException("observation with a blank " + column + "; give it a name");
    }
  }
}
