package org.isoline.model;

import org.isoline.ops.gate.LowerBoundedGate;
import org.isoline.ops.gate.LowerBoundedGate.Gate;
import org.isoline.ops.linear.Linear;
import org.isoline.tensor.Tensor;

/**
 * HGRN2's mixer (arXiv 2404.07904).
 *
 * <pre>
 * i = x Wi;  q = SiLU(x Wq);  z = x Wf
 * f = lb + (1 - lb) sigmoid(z);  k = 1 - f
 * S_t = Diag(f_t) S_{t-1} + k_t^T i_t;   o_t = q_t S_t
 * y = SRMSNorm(o) Wo
 * </pre>
 *
 * flash-linear-attention's version scales q by 1/sqrt(dh); over its norm that is an eps dh times
 * smaller.
 *
 * <p>* The rows of the stored projection are value | query | forget.
 */
final class GatedMixer implements TokenMixer {
  private final ModelConfig config;
  private final LinearCore core;
  private final int layer;
  private final Tensor in;
  private final Tensor out;
  private final NormLayer norm;

  GatedMixer(ModelConfig config, Kernels kernels, int layer, Weights weights) {
    this.config = config;
    this.core = new LinearCore(kernels, layer);
    this.layer = layer;
    this.in = weights.get("in_proj.weight");
    this.out = weights.get("out_proj.weight");
    this.norm = NormLayer.ofOutput(config, weights.at("norm"));
  }

  @Override
  public Tensor mix(Tensor x, Pass pass) {
    Tensor projected = Linear.apply(x, in, core.kernels().precision()); // [B, T, 3 H dh]
    Tensor o = pass.documents().each(projected, own -> recur(own, pass));
    return Linear.apply(norm.apply(o), out, core.kernels().precision());
  }

  /** Values, queries and forget gates of one sequence, or several, to what the state gives. */
  private Tensor recur(Tensor projected, Pass pass) {
    int inner = config.shape().mixerWidth();
    int heads = config.shape().heads();
    Tensor value =
        TokenMixer.splitHeads(config.valueActivation().apply(projected.narrow(2, 0, inner)), heads);
    Tensor q =
        TokenMixer.splitHeads(
            config.qkActivation().apply(projected.narrow(2, inner, inner)), heads);
    Tensor z = projected.narrow(2, 2L * inner, inner);
    Gate gate =
        pass.lowerBound(layer)
            .map(lb -> LowerBoundedGate.bounded(z, lb))
            .orElseGet(() -> LowerBoundedGate.unbounded(z));
    Tensor k = TokenMixer.splitHeads(gate.key(), heads);
    Tensor g = TokenMixer.splitHeads(gate.logDecay(), heads);
    Tensor scaled = config.scoreScale() == 1 ? q : q.mul(config.scoreScale());
    return TokenMixer.joinHeads(core.gated(scaled, k, value, g, pass));
  }
}
