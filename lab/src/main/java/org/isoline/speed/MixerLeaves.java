package org.isoline.speed;

import java.util.List;
import org.isoline.ops.position.CosineLrpe;
import org.isoline.tensor.DType;
import org.isoline.tensor.Rng;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Random numbers behind the operands of a token mixer. In memory the heads of a token lie side by
 * side, as a projection leaves them.
 *
 * @param q {@code [B, T, H, K]}
 * @param k {@code [B, T, H, K]}
 * @param v {@code [B, T, H, V]}
 * @param g log-sigmoid of normal numbers, as an untrained HGRN2's first layer has it
 * @param theta {@code [H, 1, K]}
 */
record MixerLeaves(Tensor q, Tensor k, Tensor v, Tensor g, Tensor theta) {

  static MixerLeaves random(MixerBench.Request request, long tokens) {
    int heads = request.heads();
    int keys = request.keys();
    try (Rng rng = Rng.seeded(4)) {
      MixerLeaves leaves =
          new MixerLeaves(
              normal(rng, tokens, request, keys),
              normal(rng, tokens, request, keys),
              normal(rng, tokens, request, request.values()),
              normal(rng, tokens, request, keys).logSigmoid(),
              Tensors.of(CosineLrpe.initialTheta(heads, keys), heads, 1, keys).to(DType.FLOAT32));
      leaves.all().forEach(leaf -> leaf.requiresGrad(true));
      return leaves;
    }
  }

  private static Tensor normal(Rng rng, long tokens, MixerBench.Request request, int channels) {
    return rng.normal(1, DType.FLOAT32, request.sequences(), tokens, request.heads(), channels);
  }

  List<Tensor> all() {
    return List.of(q, k, v, g, theta);
  }

  MixerOperands operands() {
    return new MixerOperands(
        q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2), g.transpose(1, 2), theta);
  }
}
