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

  /** Before a mixer, or at the end. */
  static NormLayer ofInput(ModelConfig config, Weights weights) {
    return of(config.norm(), weights, config.normEps());
  }

  /** Of a token mixer's output. */
  static NormLayer ofOutput(ModelConfig config, Weights weights) {
    return of(config.norm(), weights, config.outputNormEps());
  }

  private static NormLayer of(ModelConfig.Norm kind, Weights weights, double eps) {
    return switch (kind) {
      case LAYERNORM -> new Layer(weights.get("weight"), weights.get("bias"), eps);
      case RMSNORM -> new Rms(weights.get("weight"), eps);
      case SRMSNORM -> new Srms(eps);
    };
  }
}
