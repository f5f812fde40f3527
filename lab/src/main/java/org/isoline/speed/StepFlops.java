package org.isoline.speed;

import org.isoline.model.Kernels;
import org.isoline.model.ModelConfig;
import org.isoline.model.Shape;

/**
 * FLOPs of a training step: multiply-adds of matrix products, 2 each, and 3 times the forward pass
 * for forward and backward. Head included; norms, activations, lookups and the optimiser are not.
 * Forward, per token, with C tokens of a chunk and n of context:
 *
 * <pre>
 * maps          2 (d (H + 2 Hk) dh + H dh d + gate + 3 d g) a layer, gate = t (d + H dh) or d H dh
 * softmax       2 (n + 1) H dh a layer: a causal kernel forms half of the scores
 * recurrences   H (4 K V + 2 C K + 2 C V) a layer, V = dh, K = dh or, with cosine LRPE, 2 dh:
 *               read and update the state, scores inside the chunk and their sum
 * Toeplitz      4 d e once
 * head          2 d V
 * </pre>
 *
 * <p>This is none of {@link org.isoline.model.Cost.Convention}, which exist to be comparable with
 * papers: it is nearest to CAUSAL with the head, but counts chunks of C tokens, as the kernels have
 * them, instead of dh, and no element-wise work.
 */
final class StepFlops {
  private static final int TRAINING = 3;

  private StepFlops() {}

  /** FLOPs of forward, backward and update, per token of a sequence of the model's context. */
  static double perToken(ModelConfig config, Kernels kernels) {
    Shape shape = config.shape();
    double forward = 2.0 * shape.width() * config.vocabulary();
    if (config.hasTpe()) {
      forward += 4.0 * shape.width() * shape.tpeDim();
    }
    for (int layer = 0; layer < shape.layers(); layer++) {
      forward += maps(config) + core(config, layer, kernels.chunk());
    }
    return TRAINING * forward;
  }

  private static double maps(ModelConfig config) {
    Shape shape = config.shape();
    double d = shape.width();
    double inner = shape.mixerWidth();
    double gate =
        switch (config.gate()) {
          case NONE -> 0;
          case LOWRANK_SIGMOID -> shape.gateDim() * (d + inner);
          case FULL_LINEAR -> d * inner;
        };
    return 2 * (d * (inner + 2.0 * shape.keyWidth()) + inner * d + gate + 3 * d * shape.gluDim());
  }

  private static double core(ModelConfig config, int layer, int chunk) {
    Shape shape = config.shape();
    if (!config.architecture().isLinear()) {
      return 2.0 * (config.context() + 1) * shape.mixerWidth();
    }
    double values = shape.headDim();
    double keys = config.cosineAt(layer) ? 2 * values : values;
    return shape.heads() * (4 * keys * values + 2 * chunk * keys + 2 * chunk * values);
  }
}
