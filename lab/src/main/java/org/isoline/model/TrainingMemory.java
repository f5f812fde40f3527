package org.isoline.model;

import org.isoline.ops.linear.Precision;

/**
 * Memory of live tensors at the peak of a training step, in bytes, by formula and not by
 * measurement.
 *
 * <pre>
 * weights, gradients    4 bytes each a parameter
 * moments               8 bytes a parameter (AdamW)
 * activations           what {@link LayerMemory} counts, for every token of a micro-batch and every
 *                       layer; with activation checkpointing the output of each layer only
 * temporaries           the most of what passes at four moments, each beside what is there then:
 *                       a chunk of logits with the gradient of the head, one layer's backward pass,
 *                       the gradients of embedding and head, the square root in the update
 * </pre>
 *
 * <p>A step frees its activations when it is over, not while the backward pass goes through them.
 * The native heap adds to all this what lies idle between tensors, which no formula here counts:
 * with the launcher's settings it came to half to four fifths of activations and temporaries.
 *
 * @param weights bytes
 * @param gradients bytes
 * @param moments bytes
 * @param activations bytes
 * @param temporaries bytes
 */
public record TrainingMemory(
    double weights, double gradients, double moments, double activations, double temporaries) {
  private static final int FLOAT = 4;
  private static final int BFLOAT16 = 2;

  /**
   * The memory of a model and a micro-batch.
   *
   * @param sequences of {@code cost.config().context()} tokens, at least 1
   * @param kernels how operations are evaluated; of mixers the fused forms
   */
  public static TrainingMemory of(Cost cost, int sequences, Kernels kernels) {
    ModelConfig config = cost.config();
    LayerMemory layer = new LayerMemory(config, sequences, kernels.precision());
    double kept =
        kernels.recompute()
            ? (double) config.shape().layers() * layer.output()
            : layer.activationsOfAll();
    double activations = layer.aroundLayers() + kept;
    double again = kernels.recompute() ? layer.activationsOfLargest() : 0;
    double headGradient = headElements(config) * FLOAT;
    double temporaries =
        Math.max(
            Math.max(loss(config, sequences, kernels), headGradient + again + layer.backward()),
            gradientsOfEmbedding(config));
    double update = FLOAT * (double) cost.total();
    return new TrainingMemory(
        FLOAT * (double) cost.total(),
        FLOAT * (double) cost.total(),
        2 * FLOAT * (double) cost.total(),
        activations,
        Math.max(temporaries, update - activations));
  }

  private static double headElements(ModelConfig config) {
    return (double) config.vocabulary() * config.shape().width();
  }

  /**
   * A chunk of logits beside the gradient of the head. In bfloat16 also the rounded head, a product
   * to be added to the gradient, and the chunk's logits and their gradient before and after.
   */
  private static double loss(ModelConfig config, int sequences, Kernels kernels) {
    double rows = Math.min((double) sequences * config.context(), kernels.lossRows());
    double logits = rows * config.vocabulary();
    return kernels.precision() == Precision.BFLOAT16
        ? headElements(config) * (FLOAT + 2 * BFLOAT16) + logits * (FLOAT + BFLOAT16)
        : headElements(config) * FLOAT + logits * FLOAT;
  }

  /**
   * When the embedding's turn has come: its gradient, that of the head, which is held until the
   * step is over, and, where they are one matrix, the sum.
   */
  private static double gradientsOfEmbedding(ModelConfig config) {
    return headElements(config) * FLOAT * (config.tied() ? 3 : 2);
  }

  /** All of it, in bytes. */
  public double total() {
    return weights + gradients + moments + activations + temporaries;
  }
}
