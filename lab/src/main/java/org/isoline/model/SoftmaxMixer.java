package org.isoline.model;

import org.isoline.ops.position.Rope;
import org.isoline.ops.softmax.SoftmaxAttention;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/** LLaMA's mixer: {@code softmax(rope(q) rope(k)^T / sqrt(dh)) v}, causal. */
final class SoftmaxMixer implements TokenMixer {
  private final ModelConfig config;
  private final Kernels kernels;
  private final Rope rope;
  private final Tensor qkv;
  private final Tensor out;

  SoftmaxMixer(ModelConfig config, Kernels kernels, Rope rope, Weights weights) {
    this.config = config;
    this.kernels = kernels;
    this.rope = rope;
    this.qkv = weights.get("qkv_proj.weight");
    this.out = weights.get("out_proj.weight");
  }

  @Override
  public Tensor mix(Tensor x, Pass pass) {
    int d = config.shape().width();
    int heads = config.shape().heads();
    Tensor projected = Tensors.linear(x, qkv); // [B, T, 3d]
    Tensor q = rope.rotate(TokenMixer.splitHeads(projected.narrow(2, 0, d), heads), 0);
    Tensor k = rope.rotate(TokenMixer.splitHeads(projected.narrow(2, d, d), heads), 0);
    Tensor v = TokenMixer.splitHeads(projected.narrow(2, 2L * d, d), heads);
    Tensor o =
        kernels.form() == Kernels.Form.RECURRENT
            ? SoftmaxAttention.reference(q, k, v, config.scoreScale())
            : SoftmaxAttention.causal(q, k, v, config.scoreScale());
    return Tensors.linear(TokenMixer.joinHeads(o), out);
  }
}
