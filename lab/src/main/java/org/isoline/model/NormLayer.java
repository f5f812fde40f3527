package org.isoline.model;

import org.isoline.ops.norm.Norms;
import org.isoline.tensor.Tensor;

/** A norm over the last dimension, with the parameters its kind has. */
sealed interface NormLayer {
  Tensor apply(Tensor x);

  /** Mean and variance, weight and bias. */
  record Layer(Tensor weight, Tensor bias, double eps) implements NormLayer {
    @Override
    public Tensor apply(Tensor x) {
      return Norms.layer(x, weight, bias, eps);
    }
  }

  /** Root mean square with a weight. */
  record Rms(Tensor weight, double eps) implements NormLayer {
    @Override
    public Tensor apply(Tensor x) {
      return Norms.rms(x, weight, eps);
    }
  }

  /** Root mean square without parameters. */
  record Srms(double eps) implements NormLayer {
    @Override
    public Tensor apply(Tensor x) {
      return Norms.srms(x, eps);
    }
  }

  static NormLayer of(ModelConfig config, Weights weights) {
    return switch (config.norm()) {
      case LAYERNORM -> new Layer(weights.get("weight"), weights.get("bias"), config.normEps());
      case RMSNORM -> new Rms(weights.get("weight"), config.normEps());
      case SRMSNORM -> new Srms(config.normEps());
    };
  }
}
