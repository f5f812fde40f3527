package org.isoline.model;

import org.isoline.ops.position.CosineLrpe;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * cosFormer2's mixer (arXiv 2406.16690, appendix A.1.4).
 *
 * <pre>
 * q = LRPE(SiLU(x Wq));  k = LRPE(SiLU(x Wk));  v = x Wv
 * S_t = S_{t-1} + k_t^T v_t;   o_t = q_t S_t
 * y = (LayerNorm(o) * sigmoid((x Wg1) Wg2)) Wo
 * </pre>
 *
 * so that key s weighs on query t by the sum over channels of {@code q_j k_j cos(theta_j (t - s))}.
 */
final class CosineMixer implements TokenMixer {
  private final ModelConfig config;
  private final LinearCore core;
  private final double[] noDecay;
  private final Tensor qkv;
  private final Tensor out;
  private final Tensor theta;
  private final OutputGate gate;

  CosineMixer(ModelConfig config, Kernels kernels, Weights weights) {
    this.config = config;
    this.core = new LinearCore(kernels);
    this.noDecay = new double[config.shape().heads()];
    this.qkv = weights.get("qkv_proj.weight");
    this.out = weights.get("out_proj.weight");
    this.theta = weights.get("lrpe.theta");
    this.gate = OutputGate.of(config, weights);
  }

  @Override
  public Tensor mix(Tensor x, Pass pass) {
    int d = config.shape().width();
    int heads = config.shape().heads();
    Tensor projected = Tensors.linear(x, qkv); // [B, T, 3d]
    Tensor qk = projected.narrow(2, 0, 2L * d).silu();
    Tensor q = CosineLrpe.apply(TokenMixer.splitHeads(qk.narrow(2, 0, d), heads), theta, 0);
    Tensor k = CosineLrpe.apply(TokenMixer.splitHeads(qk.narrow(2, d, d), heads), theta, 0);
    Tensor v = TokenMixer.splitHeads(projected.narrow(2, 2L * d, d), heads);
    Tensor o = TokenMixer.joinHeads(core.constant(q, k, v, noDecay));
    return Tensors.linear(gate.apply(o, x), out);
  }
}
