package org.isoline.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.isoline.model.Kernels;
import org.isoline.model.Kernels.Form;
import org.isoline.ops.Mixed;
import org.isoline.ops.decay.DecayAttention;
import org.isoline.ops.fused.Fused;
import org.isoline.ops.gate.GatedAttention;
import org.isoline.ops.glu.Activation;
import org.isoline.ops.glu.Glu;
import org.isoline.ops.loss.LinearCrossEntropy;
import org.isoline.ops.norm.NormReference;
import org.isoline.ops.norm.Norms;
import org.isoline.ops.position.CosineLrpe;
import org.isoline.ops.position.Rope;
import org.isoline.ops.softmax.SoftmaxAttention;
import org.isoline.ops.toeplitz.Toeplitz;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.isoline.verify.FastKernel.Operand;
import org.isoline.verify.FastKernel.Operation;

/**
 * Every fast kernel that a model runs, on shapes that divide by nothing: odd head dimensions, a
 * last chunk of seven tokens, rows that end within a vector register.
 */
final class FastKernels {
  private static final long SEQUENCES = 2;
  private static final long HEADS = 3;
  private static final long KEYS = 13;
  private static final long VALUES = 11;
  private static final double EPS = 1e-6;

  /** Factors e^-0.5 to 1 keep the start of a chunk alive to its end; others forget at once. */
  private static final double MILD = -0.5;

  private static final double STRONG = -40;

  private static final double[] LOG_DECAY = {0, -0.02, -1.5};

  /** Whether models run fused kernels here. */
  private static final boolean FUSED = Fused.supports(DType.FLOAT32, Device.CPU);

  private final int chunk;
  private final long tokens;

  private FastKernels(int chunk) {
    this.chunk = chunk;
    this.tokens = chunk + 7L;
  }

  /** Those that a choice of forms runs on the CPU. */
  static List<FastKernel> of(Kernels choice) {
    FastKernels all = new FastKernels(choice.chunk());
    List<FastKernel> kernels = new ArrayList<>();
    kernels.add(all.softmax());
    // Fused before chunkwise: what falls back from one may fall back from the other.
    if (FUSED) {
      kernels.add(all.fusedDecay());
      kernels.add(all.fusedGate("gated recurrence, mild decay", MILD));
      kernels.add(all.fusedGate("gated recurrence, strong decay", STRONG));
    }
    kernels.addAll(
        List.of(
            all.decay(),
            all.gate("gated recurrence, mild decay", MILD),
            all.gate("gated recurrence, strong decay", STRONG),
            all.toeplitz(),
            layerNorm(),
            rmsNorm(),
            srmsNorm(),
            glu(),
            all.cosine(),
            all.rope(),
            loss()));
    return kernels;
  }

  private Operand heads(long channels) {
    return Operand.of(-1.5, 1.5, SEQUENCES, HEADS, tokens, channels);
  }

  private FastKernel softmax() {
    double scale = 1 / Math.sqrt(KEYS);
    return switchable(
        "softmax attention",
        "fused",
        x -> List.of(SoftmaxAttention.causal(x.get(0), x.get(1), x.get(2), scale)),
        x -> List.of(SoftmaxAttention.reference(x.get(0), x.get(1), x.get(2), scale)),
        List.of(heads(KEYS), heads(KEYS), heads(KEYS)),
        Kernels::withReferenceSoftmax);
  }

  private FastKernel decay() {
    return switchable(
        "constant decay",
        "chunks of " + chunk,
        x ->
            outputs(
                DecayAttention.chunkwise(
                    x.get(0), x.get(1), x.get(2), LOG_DECAY, Optional.of(x.get(3)), chunk)),
        x ->
            outputs(
                DecayAttention.recurrent(
                    x.get(0), x.get(1), x.get(2), LOG_DECAY, Optional.of(x.get(3)))),
        List.of(heads(KEYS), heads(KEYS), heads(VALUES), state()),
        kernels -> kernels.decay() == Form.FUSED && FUSED ? kernels : kernels.withReferenceDecay());
  }

  private FastKernel fusedDecay() {
    return decay()
        .inForm(
            "fused",
            x ->
                outputs(
                    DecayAttention.fused(
                        x.get(0), x.get(1), x.get(2), LOG_DECAY, Optional.of(x.get(3)))),
            Kernels::withoutFusedDecay);
  }

  private FastKernel fusedGate(String name, double least) {
    return gate(name, least)
        .inForm(
            "fused",
            x ->
                outputs(
                    GatedAttention.fused(
                        x.get(0), x.get(1), x.get(2), x.get(3), Optional.of(x.get(4)))),
            Kernels::withoutFusedGate);
  }

  private FastKernel gate(String name, double least) {
    return switchable(
        name,
        "chunks of " + chunk,
        x ->
            outputs(
                GatedAttention.chunkwise(
                    x.get(0), x.get(1), x.get(2), x.get(3), Optional.of(x.get(4)), chunk)),
        x ->
            outputs(
                GatedAttention.recurrent(
                    x.get(0), x.get(1), x.get(2), x.get(3), Optional.of(x.get(4)))),
        List.of(
            heads(KEYS),
            heads(KEYS),
            heads(VALUES),
            Operand.of(least, 0, SEQUENCES, HEADS, tokens, KEYS),
            state()),
        kernels -> kernels.gate() == Form.FUSED && FUSED ? kernels : kernels.withReferenceGate());
  }

  private static Operand state() {
    return Operand.of(-1, 1, SEQUENCES, HEADS, KEYS, VALUES);
  }

  private FastKernel toeplitz() {
    long width = 9;
    long modes = 5;
    return switchable(
        "Toeplitz encoding",
        "chunks of " + chunk,
        x ->
            outputs(Toeplitz.chunkwise(x.get(0), x.get(1), x.get(2), Optional.of(x.get(3)), chunk)),
        x -> outputs(Toeplitz.recurrent(x.get(0), x.get(1), x.get(2), Optional.of(x.get(3)))),
        List.of(
            Operand.of(-1.5, 1.5, SEQUENCES, tokens, width),
            Operand.of(-1, 1, width, modes),
            Operand.of(0.05, 0.99, modes),
            Operand.of(-1, 1, SEQUENCES, width, modes)),
        Kernels::withReferenceToeplitz);
  }

  private static FastKernel layerNorm() {
    return fixed(
        "LayerNorm",
        "fused",
        x -> List.of(Norms.layer(x.get(0), x.get(1), x.get(2), EPS)),
        x -> List.of(NormReference.layer(x.get(0), x.get(1), x.get(2), EPS)),
        List.of(rows(), Operand.of(0.5, 1.5, 37), Operand.of(-1, 1, 37)));
  }

  private static FastKernel rmsNorm() {
    return fixed(
        "RMSNorm",
        "explicit gradient",
        x -> List.of(Norms.rms(x.get(0), x.get(1), EPS)),
        x -> List.of(NormReference.rms(x.get(0), x.get(1), EPS)),
        List.of(rows(), Operand.of(0.5, 1.5, 37)));
  }

  private static FastKernel srmsNorm() {
    return fixed(
        "SRMSNorm",
        "explicit gradient",
        x -> List.of(Norms.srms(x.get(0), EPS)),
        x -> List.of(NormReference.srms(x.get(0), EPS)),
        List.of(rows()));
  }

  private static FastKernel glu() {
    return fixed(
        "SiLU gate",
        "explicit gradient",
        x -> List.of(Glu.gate(x.get(0), x.get(1), Activation.SILU)),
        x -> List.of(Glu.reference(x.get(0), x.get(1), Activation.SILU)),
        List.of(rows(), rows()));
  }

  private static Operand rows() {
    return Operand.of(-3, 3, SEQUENCES, 5, 37);
  }

  private FastKernel cosine() {
    long offset = 5;
    return fixed(
        "cosine LRPE",
        "table of angles",
        x -> List.of(CosineLrpe.apply(x.get(0), x.get(1), offset)),
        x -> List.of(CosineLrpe.reference(x.get(0), x.get(1), offset)),
        List.of(heads(KEYS), Operand.of(0, 1, HEADS, 1, KEYS)));
  }

  private FastKernel rope() {
    Rope rope = Rope.headShared(14, 10000);
    long offset = 5;
    return fixed(
        "rotary positions",
        "table of angles",
        x -> List.of(rope.rotate(x.getFirst(), offset)),
        x -> List.of(rope.reference(x.getFirst(), offset)),
        List.of(heads(14)));
  }

  private static FastKernel loss() {
    int tokens = 53;
    int vocabulary = 71;
    long[] targets = new long[tokens];
    for (int token = 0; token < tokens; token++) {
      targets[token] = token * 29L % vocabulary;
    }
    return fixed(
        "cross-entropy",
        "16 rows at a time",
        x -> List.of(LinearCrossEntropy.mean(x.get(0), x.get(1), Tensors.of(targets, tokens), 16)),
        x -> List.of(LinearCrossEntropy.reference(x.get(0), x.get(1), Tensors.of(targets, tokens))),
        List.of(Operand.of(-2, 2, tokens, 19), Operand.of(-1, 1, vocabulary, 19)));
  }

  private static List<Tensor> outputs(Mixed mixed) {
    return List.of(mixed.output(), mixed.state());
  }

  private static FastKernel switchable(
      String name,
      String form,
      Operation fast,
      Operation reference,
      List<Operand> operands,
      UnaryOperator<Kernels> without) {
    return new FastKernel(name, form, fast, reference, operands, Optional.of(without));
  }

  private static FastKernel fixed(
      String name, String form, Operation fast, Operation reference, List<Operand> operands) {
    return new FastKernel(name, form, fast, reference, operands, Optional.empty());
  }
}
