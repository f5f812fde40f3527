package org.isoline.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.isoline.model.ModelConfig.Decay;
import org.isoline.ops.loss.LinearCrossEntropy;
import org.isoline.ops.position.Rope;
import org.isoline.ops.toeplitz.Toeplitz;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * A decoder-only language model: embedding, blocks, final norm, head.
 *
 * <p>It owns no memory: parameters belong to {@link Parameters}, activations to the open scope.
 */
public final class Decoder {
  private final ModelConfig config;
  private final Kernels kernels;
  private final Parameters parameters;
  private final Tensor embedding;
  private final Tensor head;
  private final List<Block> blocks = new ArrayList<>();
  private final NormLayer finalNorm;

  /** One layer: {@code X = X + Mix(Norm(X)); X = X + GLU(Norm(X))}. */
  private record Block(
      NormLayer tokenNorm,
      TokenMixer tokenMixer,
      NormLayer channelNorm,
      ChannelMixer channelMixer) {

    Tensor apply(Tensor x, Pass pass) {
      Tensor y = x.add(tokenMixer.mix(tokenNorm.apply(x), pass));
      return y.add(channelMixer.mix(channelNorm.apply(y)));
    }
  }

  /** A model over given parameters. */
  public Decoder(ModelConfig config, Parameters parameters, Kernels kernels) {
    this.config = config;
    this.kernels = kernels;
    this.parameters = parameters;
    Weights weights = new Weights(parameters, "model.");
    this.embedding = weights.get("embed_tokens.weight");
    this.head = config.tied() ? embedding : parameters.get("lm_head.weight");
    Rope rope =
        config.rotarySpread()
            ? Rope.spreadOverHeads(
                config.shape().heads(), config.shape().headDim(), config.rotaryBase())
            : Rope.headShared(config.shape().headDim(), config.rotaryBase());
    for (int layer = 0; layer < config.shape().layers(); layer++) {
      Weights own = weights.at("layers." + layer);
      blocks.add(
          new Block(
              NormLayer.of(config, own.at("token_norm")),
              mixer(rope, layer, own.at("token_mixer")),
              NormLayer.of(config, own.at("channel_norm")),
              ChannelMixer.of(config, own.at("channel_mixer"))));
    }
    this.finalNorm = NormLayer.of(config, weights.at("final_norm"));
  }

  private TokenMixer mixer(Rope rope, int layer, Weights weights) {
    return switch (config.architecture()) {
      case LLAMA -> new SoftmaxMixer(config, kernels, rope, weights);
      case TNL -> new ConstantDecayMixer(config, kernels, layer, weights);
      case HGRN2 -> new GatedMixer(config, kernels, layer, weights);
      case COSFORMER2 -> new CosineMixer(config, kernels, weights);
    };
  }

  /** What this model is. */
  public ModelConfig config() {
    return config;
  }

  /** What this model knows. */
  public Parameters parameters() {
    return parameters;
  }

  /**
   * Final normed activations.
   *
   * @param ids INT64 {@code [B, T]}, each in [0, V)
   * @return {@code [B, T, d]}
   */
  public Tensor hidden(Tensor ids) {
    Tensor x = Tensors.embedding(embedding, ids);
    if (config.scaleEmbedding()) {
      x = x.mul(Math.sqrt(config.shape().width()));
    }
    if (config.tpe()) {
      x = x.add(toeplitz(x));
    }
    Pass pass = new Pass(lowerBounds());
    for (Block block : blocks) {
      x = block.apply(x, pass);
    }
    return finalNorm.apply(x);
  }

  private Tensor toeplitz(Tensor x) {
    Tensor readout = parameters.get("model.tpe.b");
    Tensor lambda = parameters.get("model.tpe.logit_lambda").sigmoid();
    return switch (kernels.form()) {
      case RECURRENT -> Toeplitz.recurrent(x, readout, lambda, Optional.empty()).output();
      case CHUNKWISE ->
          Toeplitz.chunkwise(x, readout, lambda, Optional.empty(), kernels.chunk()).output();
    };
  }

  /**
   * HGRN2's bounds {@code lb_l = sum of p_1 .. p_l} with p the softmax over layers (2404.07904; the
   * first term is left out, else the last layer would be dead). Row 0 is zero.
   */
  private List<Tensor> lowerBounds() {
    if (config.decay() != Decay.DATA) {
      return List.of();
    }
    Tensor gamma = parameters.get("model.lower_bounds"); // [L, d]
    Tensor p = gamma.sub(gamma.logSumExp(0, true)).exp();
    return p.cumsum(0).sub(p.narrow(0, 0, 1)).unbind(0);
  }

  /**
   * Scores of every next token.
   *
   * @param ids INT64 {@code [B, T]}
   * @return {@code [B, T, V]}
   */
  public Tensor logits(Tensor ids) {
    return Tensors.linear(hidden(ids), head);
  }

  /**
   * Mean cross-entropy in nats per token.
   *
   * @param ids INT64 {@code [B, T]}
   * @param targets INT64 {@code [B, T]}, the token after each
   * @return rank 0
   */
  public Tensor loss(Tensor ids, Tensor targets) {
    Tensor x = hidden(ids);
    return LinearCrossEntropy.mean(
        x.reshape(-1, x.size(-1)), head, targets.reshape(-1), kernels.lossRows());
  }

  /**
   * Cross-entropy of every token in nats, row-major {@code [B, T]}; call it with the tape off.
   *
   * @param ids INT64 {@code [B, T]}
   * @param targets INT64 {@code [B, T]}
   */
  public double[] tokenLosses(Tensor ids, Tensor targets) {
    Tensor x = hidden(ids);
    return LinearCrossEntropy.perToken(
        x.reshape(-1, x.size(-1)), head, targets.reshape(-1), kernels.lossRows());
  }
}
