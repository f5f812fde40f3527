package org.isoline.model;

import org.isoline.model.ModelConfig.Gate;
import org.isoline.ops.glu.Activation;
import org.isoline.ops.linear.Precision;

/**
 * Bytes that the layers of a model hold during a training step. Counted is every tensor that a
 * layer makes, views excepted: a step holds them all until it is over, whether or not the backward
 * pass reads them. In fp32, per token, with d the width, m the mixer's width (k its keys'), g the
 * GLU's and t the gate's rank:
 *
 * <pre>
 * residual stream    2 d             after either mixer
 * norms              2 (d + 1)       output and statistics
 * GLU                3 g + d         two maps, their product, and the map back
 * mixer's map back   d
 * softmax            m + 2 k + (m + k) + m + H
 *                                    projections, rotated q and k, output and its normalisers
 * constant decay     3 m + a + m     projections, those with an activation, output
 *   with LRPE        + 4 m + 4 m / B doubled q and k; a table of cosines and sines for each
 * HGRN2              3 m + m + 2 m + m
 *                                    projections, q's activation, key and decay, output
 * output norm        m + 1
 * output gate        t + 3 m         low rank, expanded, its sigmoid, the product
 * </pre>
 *
 * <p>In bfloat16 each linear map keeps its input once more, in 2 bytes a number.
 */
final class LayerMemory {
  private static final int FLOAT = 4;
  private static final int BFLOAT16 = 2;

  private final ModelConfig config;
  private final Shape shape;
  private final double sequences;
  private final double tokens;
  private final Precision precision;

  LayerMemory(ModelConfig config, int sequences, Precision precision) {
    this.config = config;
    this.shape = config.shape();
    this.sequences = sequences;
    this.tokens = (double) sequences * config.context();
    this.precision = precision;
  }

  /** All layers, nothing run twice. */
  double activationsOfAll() {
    double bytes = 0;
    for (int layer = 0; layer < shape.layers(); layer++) {
      bytes += activations(layer);
    }
    return bytes;
  }

  /** The layer that holds most. */
  double activationsOfLargest() {
    double most = 0;
    for (int layer = 0; layer < shape.layers(); layer++) {
      most = Math.max(most, activations(layer));
    }
    return most;
  }

  /** What the tape needs to run a layer again: the residual stream. */
  double output() {
    return FLOAT * tokens * shape.width();
  }

  private double activations(int layer) {
    double d = shape.width();
    double block = 2 * d + 2 * (d + 1) + glu() + d + d;
    double numbers = block + mixer(layer) + outputNorm() + gate();
    double rounded = precision == Precision.BFLOAT16 ? BFLOAT16 * inputsOfMaps() : 0;
    return tokens * (FLOAT * numbers + rounded);
  }

  private double glu() {
    return (config.gluActivation() == Activation.RELU ? 4.0 : 3.0) * shape.gluDim();
  }

  private double mixer(int layer) {
    double m = shape.mixerWidth();
    double k = shape.keyWidth();
    double scaled = config.scoreScale() == 1 ? 0 : m;
    return switch (config.architecture()) {
      case LLAMA -> m + 2 * k + (m + k) + sharedKeys() + m + shape.heads();
      case TNL, COSFORMER2 ->
          3 * m + activated() + m + (config.cosineAt(layer) ? lrpe() + 2 * scaled : scaled);
      case HGRN2 -> 3 * m + activated(config.qkActivation()) + 2 * m + m + scaled;
    };
  }

  /** Keys and values copied to every query's head, where queries share them. */
  private double sharedKeys() {
    return shape.keyHeads() == shape.heads() ? 0 : 2.0 * shape.mixerWidth();
  }

  private double activated() {
    return 2 * activated(config.qkActivation()) + activated(config.valueActivation());
  }

  private double activated(Activation activation) {
    return activation == Activation.NONE ? 0 : shape.mixerWidth();
  }

  /** Tables have no dimension of sequences. */
  private double lrpe() {
    return 4.0 * shape.mixerWidth() * (1 + 1 / sequences);
  }

  private double outputNorm() {
    return config.outputNorm() ? shape.mixerWidth() + 1 : 0;
  }

  private double gate() {
    double m = shape.mixerWidth();
    return switch (config.gate()) {
      case NONE -> 0;
      case LOWRANK_SIGMOID -> shape.gateDim() + 3 * m;
      case FULL_LINEAR -> 2 * m;
    };
  }

  /** Projections, the map back, the GLU's three, the gate's. */
  private double inputsOfMaps() {
    double d = shape.width();
    double gate =
        config.gate() == Gate.NONE
            ? 0
            : d + (config.gate() == Gate.LOWRANK_SIGMOID ? shape.gateDim() : 0);
    return d + shape.mixerWidth() + 2 * d + shape.gluDim() + gate;
  }

  /**
   * Before and after the layers: embedding, its multiple, Toeplitz encoding with its states, final
   * norm, and its gradient, which the loss forms.
   */
  double aroundLayers() {
    double d = shape.width();
    double numbers = tokens * (d + (config.scaleEmbedding() ? d : 0) + 2 * d);
    if (config.hasTpe()) {
      double chunks = Math.ceil((double) config.context() / Kernels.DEFAULT.chunk());
      numbers += tokens * 2 * d + sequences * (chunks + 1) * shape.tpeDim() * d;
    }
    return FLOAT * numbers;
  }

  /**
   * The most that passes while the backward pass goes through one layer: the gradient of the
   * residual stream with, in the GLU, those of its product and factors; or, in the mixer, those of
   * all it takes, and for HGRN2's gate the terms of its slope.
   */
  double backward() {
    double d = shape.width();
    double m = shape.mixerWidth();
    double glu = 2 * d + 4.0 * shape.gluDim();
    double mixer =
        2 * d
            + switch (config.architecture()) {
              case LLAMA -> 5 * m;
              case TNL -> 8 * m;
              case COSFORMER2 -> 10 * m;
              case HGRN2 -> 14 * m;
            };
    return FLOAT * tokens * Math.max(glu, mixer);
  }
}
