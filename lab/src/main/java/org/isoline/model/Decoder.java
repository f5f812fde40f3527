package org.isoline.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.isoline.model.ModelConfig.Decay;
import org.isoline.ops.Mixed;
import org.isoline.ops.linear.Linear;
import org.isoline.ops.loss.LinearCrossEntropy;
import org.isoline.ops.loss.MaskedCrossEntropy;
import org.isoline.ops.loss.TokenScores;
import org.isoline.ops.toeplitz.Toeplitz;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
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

  /** A model over given parameters. */
  public Decoder(ModelConfig config, Parameters parameters, Kernels kernels) {
    this.config = config;
    this.kernels = kernels;
    this.parameters = parameters;
    Weights weights = new Weights(parameters, "model.");
    this.embedding = weights.get("embed_tokens.weight");
    this.head = config.tied() ? embedding : parameters.get("lm_head.weight");
    Optional<Rotations> rotations =
        config.position() == ModelConfig.Position.ROTARY
            ? Optional.of(new Rotations(config))
            : Optional.empty();
    for (int layer = 0; layer < config.shape().layers(); layer++) {
      Weights own = weights.at("layers." + layer);
      blocks.add(
          new Block(
              NormLayer.ofInput(config, own.at("token_norm")),
              mixer(rotations, layer, own.at("token_mixer")),
              NormLayer.ofInput(config, own.at("channel_norm")),
              ChannelMixer.of(config, kernels, own.at("channel_mixer"))));
    }
    this.finalNorm = NormLayer.ofInput(config, weights.at("final_norm"));
  }

  private TokenMixer mixer(Optional<Rotations> rotations, int layer, Weights weights) {
    return switch (config.architecture()) {
      case LLAMA ->
          new SoftmaxMixer(config, kernels, layer, rotations.orElseThrow().of(weights), weights);
      case TNL, COSFORMER2 -> new ConstantDecayMixer(config, kernels, layer, weights);
      case HGRN2 -> new GatedMixer(config, kernels, layer, weights);
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
    return hidden(ids, Documents.WHOLE, Optional.empty());
  }

  private Tensor hidden(Tensor ids, Documents documents, Optional<State> state) {
    documents.requireFit(ids);
    Tensor x = Tensors.embedding(embedding, ids);
    if (config.scaleEmbedding()) {
      x = x.mul(Math.sqrt(config.shape().width()));
    }
    if (config.hasTpe()) {
      x = x.add(documents.each(x, own -> toeplitz(own, state)));
    }
    Pass pass = new Pass(lowerBounds(), state, documents);
    boolean recompute = kernels.recompute() && state.isEmpty() && Autograd.enabled();
    for (Block block : blocks) {
      x = recompute ? block.applyRecomputed(x, pass) : block.apply(x, pass);
    }
    state.ifPresent(memory -> memory.advance(ids.size(1)));
    return finalNorm.apply(x);
  }

  private Tensor toeplitz(Tensor x, Optional<State> state) {
    Tensor readout = parameters.get("model.tpe.b");
    Tensor lambda =
        config.tpe() == ModelConfig.Tpe.LOGIT
            ? parameters.get("model.tpe.logit_lambda").sigmoid()
            : parameters.get("model.tpe.log_lambda").exp();
    Optional<Tensor> initial = state.flatMap(State::modes);
    DType type = initial.map(Tensor::dtype).orElse(x.dtype());
    Tensor wide = x.to(type);
    Mixed mixed =
        kernels.toeplitz() == Kernels.Form.RECURRENT || x.size(1) == 1
            ? Toeplitz.recurrent(wide, readout.to(type), lambda.to(type), initial)
            : Toeplitz.chunkwise(wide, readout.to(type), lambda.to(type), initial, kernels.chunk());
    state.ifPresent(memory -> memory.modes(mixed.state()));
    return mixed.output().to(x.dtype());
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
    return logits(ids, Documents.WHOLE);
  }

  /**
   * {@link #logits(Tensor)} of packed sequences, each token seeing its own document only.
   *
   * @throws IllegalArgumentException if the documents are those of sequences of another shape
   */
  public Tensor logits(Tensor ids, Documents documents) {
    return Linear.apply(hidden(ids, documents, Optional.empty()), head, kernels.precision());
  }

  /**
   * {@link #logits(Tensor)} at some places only, which is all that the head is applied to.
   *
   * @param ids INT64 {@code [B, T]}
   * @param places INT64 {@code [m]}, token t of sequence b being place {@code b T + t}
   * @return {@code [m, V]}
   */
  public Tensor logitsAt(Tensor ids, Tensor places) {
    Tensor x = hidden(ids);
    Tensor rows = x.reshape(-1, x.size(-1)).indexSelect(0, places);
    return Linear.apply(rows, head, kernels.precision());
  }

  /**
   * Reads tokens that follow those of a state, and adds them to it; call it with the tape off.
   * Prefill is one call with many tokens, a decoding step one with T = 1.
   *
   * @param ids INT64 {@code [B, T]}, T at least 1
   * @param state of this model, for B sequences
   * @return scores of every next token {@code [B, T, V]}
   * @throws IllegalArgumentException if the state is another model's or another batch's
   */
  public Tensor logits(Tensor ids, State state) {
    return Linear.apply(read(ids, state), head, kernels.precision());
  }

  /**
   * {@link #logits(Tensor, State)} after the last token only: what a long prompt needs.
   *
   * @return {@code [B, V]}
   */
  public Tensor nextLogits(Tensor ids, State state) {
    Tensor x = read(ids, state);
    return Linear.apply(x.select(1, x.size(1) - 1), head, kernels.precision());
  }

  /**
   * Final normed activations of tokens that follow those of a state, which takes them in; call it
   * with the tape off.
   *
   * @param ids INT64 {@code [B, T]}, T at least 1
   * @return {@code [B, T, d]}
   * @throws IllegalArgumentException as {@link #logits(Tensor, State)}
   */
  public Tensor hidden(Tensor ids, State state) {
    return read(ids, state);
  }

  /**
   * What the head says of tokens at positions.
   *
   * @param x activations {@code [N, d]} that {@link #hidden} gave
   * @param positions for each token the row of x it is predicted from, never falling
   * @param tokens ids, each in [0, V)
   */
  public TokenScores scores(Tensor x, int[] positions, long[] tokens) {
    return TokenScores.of(x, head, positions, tokens, kernels.lossRows());
  }

  private Tensor read(Tensor ids, State state) {
    if (!state.config().equals(config) || state.batch() != ids.size(0)) {
      throw new IllegalArgumentException(
          "the state is of %s for %d sequences, ids are %s for %s"
              .formatted(state.config(), state.batch(), ids, config));
    }
    return hidden(ids, Documents.WHOLE, Optional.of(state));
  }

  /**
   * Mean cross-entropy in nats per token, over the targets that are not negative.
   *
   * @param ids INT64 {@code [B, T]}
   * @param targets INT64 {@code [B, T]}, the token after each; {@link MaskedCrossEntropy#IGNORED}
   *     where nothing is asked
   * @return rank 0
   */
  public Tensor loss(Tensor ids, Tensor targets) {
    return loss(ids, targets, Documents.WHOLE);
  }

  /**
   * {@link #loss(Tensor, Tensor)} of packed sequences, each token seeing its own document only;
   * every target that is not negative counts, whatever document it is from.
   *
   * @throws IllegalArgumentException if the documents are those of sequences of another shape, or
   *     no target counts
   */
  public Tensor loss(Tensor ids, Tensor targets, Documents documents) {
    Tensor x = hidden(ids, documents, Optional.empty());
    return MaskedCrossEntropy.mean(
        x.reshape(-1, x.size(-1)),
        head,
        targets.reshape(-1),
        kernels.lossRows(),
        kernels.precision());
  }

  /**
   * Cross-entropy of every token in nats, row-major {@code [B, T]}; call it with the tape off.
   *
   * @param ids INT64 {@code [B, T]}
   * @param targets INT64 {@code [B, T]}
   */
  public double[] tokenLosses(Tensor ids, Tensor targets) {
    return tokenLosses(ids, targets, Documents.WHOLE);
  }

  /**
   * {@link #tokenLosses(Tensor, Tensor)} of packed sequences, each token seeing its own document
   * only.
   *
   * @throws IllegalArgumentException if the documents are those of sequences of another shape
   */
  public double[] tokenLosses(Tensor ids, Tensor targets, Documents documents) {
    Tensor x = hidden(ids, documents, Optional.empty());
    return LinearCrossEntropy.perToken(
        x.reshape(-1, x.size(-1)), head, targets.reshape(-1), kernels.lossRows());
  }
}
