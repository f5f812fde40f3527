package org.isoline.speed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.isoline.model.Architecture;
import org.isoline.model.Kernels;
import org.isoline.model.ModelConfig;
import org.isoline.model.Shape;
import org.isoline.ops.gate.LowerBoundedGate;
import org.isoline.ops.glu.Glu;
import org.isoline.ops.linear.Linear;
import org.isoline.ops.loss.LinearCrossEntropy;
import org.isoline.ops.norm.Norms;
import org.isoline.ops.position.CosineLrpe;
import org.isoline.ops.position.Rope;
import org.isoline.ops.softmax.SoftmaxAttention;
import org.isoline.ops.toeplitz.Toeplitz;
import org.isoline.speed.StepPart.Kind;
import org.isoline.tensor.DType;
import org.isoline.tensor.Rng;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * The parts of a training step on tensors of its shapes, made of the same operations as the model.
 * Weights accumulate their gradients as a model's do; activations start new ones.
 *
 * <p>Make it with a scope open: all tensors belong to that.
 */
final class StepParts {
  private final ModelConfig config;
  private final Kernels kernels;
  private final long sequences;
  private final Rng rng;
  private final List<StepPart> parts = new ArrayList<>();

  private StepParts(ModelConfig config, Kernels kernels, long sequences, Rng rng) {
    this.config = config;
    this.kernels = kernels;
    this.sequences = sequences;
    this.rng = rng;
  }

  /** All parts but the optimiser. */
  static List<StepPart> of(ModelConfig config, Kernels kernels, long sequences, Tensor ids) {
    try (Rng rng = Rng.seeded(3)) {
      StepParts parts = new StepParts(config, kernels, sequences, rng);
      parts.embedding(ids);
      parts.projections();
      parts.core();
      parts.channelMixer();
      parts.norms();
      parts.head(ids);
      return parts.parts;
    }
  }

  private Shape shape() {
    return config.shape();
  }

  private Tensor activation(long channels) {
    return rng.normal(1, DType.FLOAT32, sequences, config.context(), channels).requiresGrad(true);
  }

  private Tensor weight(long... extents) {
    Tensor weight = rng.normal(0.02, DType.FLOAT32, extents).requiresGrad(true);
    weight.accumulateGradInto(Tensors.zerosLike(weight));
    return weight;
  }

  private void add(Kind kind, int times, Tensor x, UnaryOperator<Tensor> operation) {
    if (times > 0) {
      parts.add(new StepPart(kind, times, List.of(x), () -> operation.apply(x)));
    }
  }

  private void embedding(Tensor ids) {
    Tensor table = weight(config.vocabulary(), shape().width());
    parts.add(
        new StepPart(
            Kind.EMBEDDING,
            1,
            List.of(),
            () -> {
              Tensor x = Tensors.embedding(table, ids);
              return config.scaleEmbedding() ? x.mul(Math.sqrt(shape().width())) : x;
            }));
    if (config.hasTpe()) {
      Tensor readout = weight(shape().width(), shape().tpeDim());
      Tensor logits = weight(shape().tpeDim());
      add(
          Kind.EMBEDDING,
          1,
          activation(shape().width()),
          x ->
              x.add(
                  Toeplitz.chunkwise(
                          x, readout, logits.sigmoid(), Optional.empty(), kernels.chunk())
                      .output()));
    }
  }

  private void projections() {
    int width = shape().width();
    int inner = shape().mixerWidth();
    map(Kind.PROJECTIONS, width, inner + 2L * shape().keyWidth());
    map(Kind.PROJECTIONS, inner, width);
    if (config.gate() == ModelConfig.Gate.LOWRANK_SIGMOID) {
      map(Kind.PROJECTIONS, width, shape().gateDim());
      map(Kind.PROJECTIONS, shape().gateDim(), inner);
    }
  }

  private void map(Kind kind, long in, long out) {
    Tensor weight = weight(out, in);
    add(kind, shape().layers(), activation(in), x -> Linear.apply(x, weight, kernels.precision()));
  }

  private void channelMixer() {
    Tensor first = weight(shape().gluDim(), shape().width());
    Tensor second = weight(shape().gluDim(), shape().width());
    Tensor third = weight(shape().width(), shape().gluDim());
    add(
        Kind.CHANNEL,
        shape().layers(),
        activation(shape().width()),
        x -> {
          Tensor gated =
              Glu.gate(
                  Linear.apply(x, first, kernels.precision()),
                  Linear.apply(x, second, kernels.precision()),
                  config.gluActivation());
          return Linear.apply(gated, third, kernels.precision());
        });
  }

  private void norms() {
    norm(shape().width(), 2 * shape().layers() + 1, config.normEps());
    if (config.outputNorm()) {
      norm(shape().mixerWidth(), shape().layers(), config.outputNormEps());
    }
  }

  private void norm(long channels, int times, double eps) {
    Tensor scale = weight(channels);
    Tensor bias = weight(channels);
    UnaryOperator<Tensor> norm =
        switch (config.norm()) {
          case LAYERNORM -> x -> Norms.layer(x, scale, bias, eps);
          case RMSNORM -> x -> Norms.rms(x, scale, eps);
          case SRMSNORM -> x -> Norms.srms(x, eps);
        };
    add(Kind.NORMS, times, activation(channels), norm);
  }

  private void head(Tensor ids) {
    Tensor head = weight(config.vocabulary(), shape().width());
    Tensor x =
        rng.normal(1, DType.FLOAT32, sequences * config.context(), shape().width())
            .requiresGrad(true);
    add(
        Kind.HEAD,
        1,
        x,
        rows ->
            LinearCrossEntropy.mean(
                rows, head, ids.reshape(-1), kernels.lossRows(), kernels.precision()));
  }

  /** From projections to what the output map takes, without its norm: also the gate's product. */
  private void core() {
    int layers = shape().layers();
    Tensor projected = activation(shape().mixerWidth() + 2L * shape().keyWidth());
    if (config.architecture() == Architecture.LLAMA) {
      add(Kind.CORE, layers, projected, this::softmax);
      return;
    }
    if (config.architecture() == Architecture.HGRN2) {
      Tensor bound = rng.uniform(0.1, 0.9, DType.FLOAT32, shape().mixerWidth()).requiresGrad(true);
      add(Kind.CORE, 1, projected, x -> gated(x, Optional.empty()));
      add(Kind.CORE, layers - 1, projected, x -> gated(x, Optional.of(bound)));
      return;
    }
    Tensor theta =
        Tensors.of(
                CosineLrpe.initialTheta(shape().heads(), shape().headDim()),
                shape().heads(),
                1,
                shape().headDim())
            .to(DType.FLOAT32)
            .requiresGrad(true);
    int cosines = config.cosineLayers().size();
    add(Kind.CORE, cosines, projected, x -> constant(x, Optional.of(theta)));
    add(Kind.CORE, layers - cosines, projected, x -> constant(x, Optional.empty()));
    Tensor gate = activation(shape().mixerWidth());
    if (config.gate() != ModelConfig.Gate.NONE) {
      add(Kind.CORE, layers, gate, x -> x.mul(x.sigmoid()));
    }
  }

  private Tensor heads(Tensor projected, long start, long channels, int heads) {
    return projected
        .narrow(2, start, channels)
        .reshape(sequences, config.context(), heads, -1)
        .transpose(1, 2);
  }

  private Tensor join(Tensor o) {
    return o.transpose(1, 2).reshape(sequences, config.context(), -1);
  }

  private Tensor softmax(Tensor projected) {
    int inner = shape().mixerWidth();
    int keys = shape().keyWidth();
    Rope rope =
        config.rotary() == ModelConfig.Rotary.SPREAD
            ? Rope.spreadOverHeads(shape().heads(), shape().headDim(), config.rotaryBase())
            : Rope.headShared(shape().headDim(), config.rotaryBase());
    Tensor q = rope.rotate(heads(projected, 0, inner, shape().heads()), 0);
    Tensor k = rope.rotate(heads(projected, inner, keys, shape().keyHeads()), 0);
    Tensor v = heads(projected, (long) inner + keys, keys, shape().keyHeads());
    return join(SoftmaxAttention.causal(q, k, v, config.scoreScale()));
  }

  private Tensor constant(Tensor projected, Optional<Tensor> theta) {
    int inner = shape().mixerWidth();
    Tensor qk = config.qkActivation().apply(projected.narrow(2, 0, 2L * inner));
    Tensor v = config.valueActivation().apply(heads(projected, 2L * inner, inner, shape().heads()));
    Tensor q = heads(qk, 0, inner, shape().heads());
    Tensor k = heads(qk, inner, inner, shape().heads());
    double[] logDecay =
        config.decay() == ModelConfig.Decay.ALIBI
            ? MixerForms.slopes(shape().heads())
            : new double[shape().heads()];
    return join(MixerForms.fast(turned(q, theta), turned(k, theta), v, logDecay));
  }

  private static Tensor turned(Tensor head, Optional<Tensor> theta) {
    return theta.map(angles -> CosineLrpe.apply(head, angles, 0)).orElse(head);
  }

  private Tensor gated(Tensor projected, Optional<Tensor> bound) {
    int inner = shape().mixerWidth();
    int heads = shape().heads();
    Tensor v = config.valueActivation().apply(heads(projected, 0, inner, heads));
    Tensor q = config.qkActivation().apply(heads(projected, inner, inner, heads));
    Tensor z = projected.narrow(2, 2L * inner, inner);
    LowerBoundedGate.Gate gate =
        bound
            .map(lb -> LowerBoundedGate.bounded(z, lb))
            .orElseGet(() -> LowerBoundedGate.unbounded(z));
    Tensor k = heads(gate.key(), 0, inner, heads);
    return join(MixerForms.fast(q, k, v, heads(gate.logDecay(), 0, inner, heads)));
  }
}
