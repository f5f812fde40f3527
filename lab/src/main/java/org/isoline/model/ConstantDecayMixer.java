package org.isoline.model;

import java.util.Optional;
import org.isoline.ops.position.CosineLrpe;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * TNL's mixer (TransNormerLLM, arXiv 2307.14995; constants as in every released model).
 *
 * <pre>
 * [q | k | v] = SiLU(x Wqkv);  in layer 0  q, k = LRPE(q), LRPE(k)
 * S_t = lambda S_{t-1} + k_t^T v_t;   o_t = q_t S_t
 * y = (SRMSNorm(o) * sigmoid((x Wg1) Wg2)) Wo
 * </pre>
 */
final class ConstantDecayMixer implements TokenMixer {
  private final ModelConfig config;
  private final LinearCore core;
  private final double[] logDecay;
  private final Tensor qkv;
  private final Tensor out;
  private final OutputGate gate;
  private final Optional<Tensor> theta;

  ConstantDecayMixer(ModelConfig config, Kernels kernels, int layer, Weights weights) {
    this.config = config;
    this.core = new LinearCore(kernels);
    this.logDecay = Slopes.logDecay(config.shape().heads(), layer, config.shape().layers());
    this.qkv = weights.get("qkv_proj.weight");
    this.out = weights.get("out_proj.weight");
    this.gate = OutputGate.of(config, weights);
    this.theta = config.cosineAt(layer) ? Optional.of(weights.get("lrpe.theta")) : Optional.empty();
  }

  @Override
  public Tensor mix(Tensor x, Pass pass) {
    int d = config.shape().width();
    int heads = config.shape().heads();
    Tensor projected = Tensors.linear(x, qkv).silu(); // [B, T, 3d]
    Tensor q = turn(TokenMixer.splitHeads(projected.narrow(2, 0, d), heads));
    Tensor k = turn(TokenMixer.splitHeads(projected.narrow(2, d, d), heads));
    Tensor v = TokenMixer.splitHeads(projected.narrow(2, 2L * d, d), heads);
    Tensor o = TokenMixer.joinHeads(core.constant(q, k, v, logDecay));
    return Tensors.linear(gate.apply(o, x), out);
  }

  private Tensor turn(Tensor head) {
    return theta.map(angles -> CosineLrpe.apply(head, angles, 0)).orElse(head);
  }
}
