package org.isoline.model;

import java.util.function.Supplier;
import org.isoline.ops.linear.Linear;
import org.isoline.ops.position.Rope;
import org.isoline.ops.softmax.SoftmaxAttention;
import org.isoline.tensor.Tensor;

/**
 * LLaMA's mixer: {@code softmax(rope(q) rope(k)^T / sqrt(dh)) v}, causal. Where there are fewer
 * heads of keys than of queries, H / Hk queries in a row share a key (arXiv 2305.13245).
 */
final class SoftmaxMixer implements TokenMixer {
  private final ModelConfig config;
  private final Kernels kernels;
  private final int layer;
  private final Supplier<Rope> rope;
  private final Tensor qkv;
  private final Tensor out;

  SoftmaxMixer(
      ModelConfig config, Kernels kernels, int layer, Supplier<Rope> rope, Weights weights) {
    this.config = config;
    this.kernels = kernels;
    this.layer = layer;
    this.rope = rope;
    this.qkv = weights.get("qkv_proj.weight");
    this.out = weights.get("out_proj.weight");
  }

  @Override
  public Tensor mix(Tensor x, Pass pass) {
    Tensor projected = Linear.apply(x, qkv, kernels.precision()); // [B, T, (H + 2 Hk) dh]
    Tensor o = pass.documents().each(projected, own -> attend(own, pass));
    return Linear.apply(o, out, kernels.precision());
  }

  /** Queries, keys and values of one sequence, or several, to what they see. */
  private Tensor attend(Tensor projected, Pass pass) {
    Shape shape = config.shape();
    int queries = shape.mixerWidth();
    int keys = shape.keyWidth();
    Rope turn = rope.get();
    Tensor q =
        turn.rotate(
            TokenMixer.splitHeads(projected.narrow(2, 0, queries), shape.heads()), pass.offset());
    Tensor k =
        turn.rotate(
            TokenMixer.splitHeads(projected.narrow(2, queries, keys), shape.keyHeads()),
            pass.offset());
    Tensor v =
        TokenMixer.splitHeads(projected.narrow(2, (long) queries + keys, keys), shape.keyHeads());
    Tensor o = pass.state().map(state -> attend(state, q, k, v)).orElseGet(() -> attend(q, k, v));
    return TokenMixer.joinHeads(o);
  }

  private Tensor attend(Tensor q, Tensor k, Tensor v) {
    return kernels.softmax() == Kernels.Form.RECURRENT
        ? SoftmaxAttention.reference(q, shared(k), shared(v), config.scoreScale())
        : SoftmaxAttention.causal(q, shared(k), shared(v), config.scoreScale());
  }

  private Tensor attend(State state, Tensor q, Tensor k, Tensor v) {
    Tensor allKeys = shared(state.appendKeys(layer, k));
    Tensor allValues = shared(state.appendValues(layer, v));
    Tensor wide = q.to(state.dtype());
    return SoftmaxAttention.causal(wide, allKeys, allValues, config.scoreScale(), state.position())
        .to(q.dtype());
  }

  /** {@code [B, Hk, S, dh]} to {@code [B, H, S, dh]}. */
  private Tensor shared(Tensor keys) {
    long group = config.shape().heads() / config.shape().keyHeads();
    return group == 1
        ? keys
        : keys.unsqueeze(2)
            .expand(-1, -1, group, -1, -1)
            .reshape(keys.size(0), -1, keys.size(2), keys.size(3));
  }
}
