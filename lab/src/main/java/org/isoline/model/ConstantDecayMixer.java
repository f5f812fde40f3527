package org.isoline.model;

import java.util.List;
import java.util.Optional;
import org.isoline.ops.linear.Linear;
import org.isoline.ops.position.CosineLrpe;
import org.isoline.tensor.Tensor;

/**
 * TNL's mixer (TransNormerLLM, arXiv 2307.14995; constants as in every released model).
 *
 * <pre>
 * [q | k | v] = SiLU(x Wqkv);  in layer 0  q, k = LRPE(q), LRPE(k)
 * S_t = lambda S_{t-1} + k_t^T v_t;   o_t = q_t S_t
 * y = (SRMSNorm(o) * sigmoid((x Wg1) Wg2)) Wo
 * </pre>
 *
 * <p>cosFormer2's mixer (arXiv 2406.16690, section 2.2 and appendix A.1.4) is the same with lambda
 * = 1, cosine LRPE in every layer, LayerNorm, and v without activation: key s weighs on query t by
 * the sum over channels of {@code q_j k_j cos(theta_j (t - s))}.
 */
final class ConstantDecayMixer implements TokenMixer {
  private final ModelConfig config;
  private final LinearCore core;
  private final double[] logDecay;
  private final Tensor projection;
  private final Tensor out;
  private final OutputGate gate;
  private final Optional<Tensor> theta;

  ConstantDecayMixer(ModelConfig config, Kernels kernels, int layer, Weights weights) {
    Shape shape = config.shape();
    this.config = config;
    this.core = new LinearCore(kernels, layer);
    this.logDecay =
        config.decay() == ModelConfig.Decay.ALIBI
            ? Slopes.logDecay(shape.heads(), layer, shape.layers())
            : new double[shape.heads()];
    this.projection = weights.get("qkv_proj.weight");
    this.out = weights.get("out_proj.weight");
    this.gate = OutputGate.of(config, kernels, weights);
    this.theta = config.cosineAt(layer) ? Optional.of(weights.get("lrpe.theta")) : Optional.empty();
  }

  @Override
  public Tensor mix(Tensor x, Pass pass) {
    Tensor projected = Linear.apply(x, projection, core.kernels().precision()); // [B, T, 3 H dh]
    Tensor o = pass.documents().each(projected, own -> recur(own, pass));
    return Linear.apply(gate.apply(o, x), out, core.kernels().precision());
  }

  /** Queries, keys and values of one sequence, or several, to what the state gives. */
  private Tensor recur(Tensor projected, Pass pass) {
    List<Tensor> qkv = activatedHeads(projected);
    Tensor q = turn(qkv.get(0), pass.offset());
    Tensor k = turn(qkv.get(1), pass.offset());
    Tensor scaled = config.scoreScale() == 1 ? q : q.mul(config.scoreScale());
    return TokenMixer.joinHeads(core.constant(scaled, k, qkv.get(2), logDecay, pass));
  }

  /** One operation where all three parts have the same activation. */
  private List<Tensor> activatedHeads(Tensor projected) {
    long inner = config.shape().mixerWidth();
    if (config.qkActivation() == config.valueActivation()) {
      Tensor all = config.qkActivation().apply(projected);
      return List.of(heads(all, 0), heads(all, inner), heads(all, 2 * inner));
    }
    Tensor qk = config.qkActivation().apply(projected.narrow(2, 0, 2 * inner));
    Tensor v = config.valueActivation().apply(heads(projected, 2 * inner));
    return List.of(heads(qk, 0), heads(qk, inner), v);
  }

  private Tensor heads(Tensor projected, long start) {
    return TokenMixer.splitHeads(
        projected.narrow(2, start, config.shape().mixerWidth()), config.shape().heads());
  }

  private Tensor turn(Tensor head, long offset) {
    return theta.map(angles -> CosineLrpe.apply(head, angles, offset)).orElse(head);
  }
}
