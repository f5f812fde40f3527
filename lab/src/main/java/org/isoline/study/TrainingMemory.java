package org.isoline.study;

import org.isoline.model.Cost;
import org.isoline.model.ModelConfig;
import org.isoline.model.Shape;

/**
 * An estimate of the memory that training a model needs at its peak, in bytes, everything in fp32.
 *
 * <p>It counts what a straightforward backward pass keeps, not what a program measured:
 *
 * <pre>
 * weights, gradients    4 bytes each a parameter
 * moments               8 bytes a parameter (AdamW)
 * activations           4 (16 d + 4 g [+ H n for softmax]) bytes a token and layer of a micro-batch
 * logits                4 (3 V) bytes a token: scores, probabilities, gradient
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

  static TrainingMemory of(Cost cost, int microBatchSequences) {
    ModelConfig config = cost.config();
    Shape shape = config.shape();
    double tokens = (double) microBatchSequences * config.context();
    double scores =
        config.architecture().isLinear() ? 0 : (double) shape.heads() * config.context();
    double channels = 16.0 * shape.width() + 4.0 * shape.gluDim() + scores;
    return new TrainingMemory(
        4.0 * cost.total(),
        4.0 * cost.total(),
        8.0 * cost.total(),
        4 * tokens * shape.layers() * channels,
        4 * tokens * 3 * config.vocabulary());
  }

  /** All of it, in bytes. */
  public double total() {
    return weights + gradients + moments + activations + logits;
  }
}
