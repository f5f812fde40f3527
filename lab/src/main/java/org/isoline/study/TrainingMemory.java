package org.isoline.study;

import org.isoline.model.Cost;
import org.isoline.model.Kernels;
import org.isoline.model.ModelConfig;
import org.isoline.model.Shape;

/**
 * An estimate of the memory that training a model needs at its peak, in bytes, everything in fp32.
 *
 * <p>It counts what the tape keeps, by formula and not by measurement:
 *
 * <pre>
 * weights, gradients    4 bytes each a parameter
 * moments               8 bytes a parameter (AdamW)
 * activations           4 (16 d + 4 g) bytes a token and layer of a micro-batch; softmax keeps no scores;
 *                       4 d a token and layer, and one layer in full, with activation checkpointing
 * logits                4 (2 V) bytes for each of the 256 tokens whose scores exist at one time,
 *                       and 4 d V for the gradient of the head that is formed along with them
 * </pre>
 *
 * @param weights bytes
 * @param gradients bytes
 * @param moments bytes
 * @param activations bytes
 * @param logits bytes
 */
public record TrainingMemory(
    double weights, double gradients, double moments, double activations, double logits) {

  /**
   * The estimate for a model and a micro-batch.
   *
   * @param microBatchSequences sequences of {@code cost.config().context()} tokens, at least 1
   * @param activationCheckpointing whether layers are run again in the backward pass
   */
  public static TrainingMemory of(
      Cost cost, int microBatchSequences, boolean activationCheckpointing) {
    ModelConfig config = cost.config();
    Shape shape = config.shape();
    double tokens = (double) microBatchSequences * config.context();
    double channels = 16.0 * shape.width() + 4.0 * shape.gluDim();
    return new TrainingMemory(
        4.0 * cost.total(),
        4.0 * cost.total(),
        8.0 * cost.total(),
        activationCheckpointing
            ? 4 * tokens * (shape.layers() * shape.width() + channels)
            : 4 * tokens * shape.layers() * channels,
        4.0
            * config.vocabulary()
            * (2 * Math.min(tokens, Kernels.DEFAULT.lossRows()) + shape.width()));
  }

  /** All of it, in bytes. */
  public double total() {
    return weights + gradients + moments + activations + logits;
  }
}
