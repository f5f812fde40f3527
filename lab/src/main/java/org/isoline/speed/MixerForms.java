package org.isoline.speed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.isoline.model.Kernels;
import org.isoline.ops.decay.DecayAttention;
import org.isoline.ops.fused.Fused;
import org.isoline.ops.gate.GatedAttention;
import org.isoline.ops.position.CosineLrpe;
import org.isoline.ops.softmax.SoftmaxAttention;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Tensor;

/** Every token mixer's core in every form there is; a new form is one entry more. */
final class MixerForms {
  /** Tokens beyond which forms that keep everything of every token on the tape are not run. */
  private static final long SHORT = 512;

  private static final int CHUNK = Kernels.DEFAULT.chunk();

  private MixerForms() {}

  /**
   * One mixer in one form.
   *
   * @param mixer what it computes
   * @param form how
   * @param longest context it is run at
   * @param operation from operands to {@code [B, H, T, V]}
   */
  record Form(String mixer, String form, long longest, Function<MixerOperands, Tensor> operation) {}

  static List<Form> all() {
    List<Form> forms = new ArrayList<>();
    if (Fused.supports(DType.FLOAT32, Device.CPU)) {
      forms.add(new Form("decay", "fused", Long.MAX_VALUE, x -> fused(x, slopes(x.heads()))));
      forms.add(
          new Form(
              "cosine", "fused", Long.MAX_VALUE, x -> fused(turned(x), new double[x.heads()])));
      forms.add(new Form("gate", "fused", Long.MAX_VALUE, MixerForms::fusedGate));
    }
    forms.addAll(composed());
    return List.copyOf(forms);
  }

  private static List<Form> composed() {
    return List.of(
        new Form("softmax", "fused", Long.MAX_VALUE, MixerForms::fusedSoftmax),
        new Form("softmax", "recurrent", SHORT, MixerForms::explicitSoftmax),
        new Form("decay", "chunkwise", Long.MAX_VALUE, x -> decay(x, slopes(x.heads()))),
        new Form("decay", "recurrent", SHORT, x -> recurrentDecay(x, slopes(x.heads()))),
        new Form(
            "cosine", "chunkwise", Long.MAX_VALUE, x -> decay(turned(x), new double[x.heads()])),
        new Form("cosine", "recurrent", SHORT, MixerForms::recurrentCosine),
        new Form("gate", "chunkwise", Long.MAX_VALUE, MixerForms::gate),
        new Form("gate", "recurrent", SHORT, MixerForms::recurrentGate));
  }

  /** Constant decay as models run it here. */
  static Tensor fast(Tensor q, Tensor k, Tensor v, double[] logDecay) {
    return (Fused.supports(q.dtype(), q.device())
            ? DecayAttention.fused(q, k, v, logDecay, Optional.empty())
            : DecayAttention.chunkwise(q, k, v, logDecay, Optional.empty(), CHUNK))
        .output();
  }

  /** Data-dependent decay as models run it here. */
  static Tensor fast(Tensor q, Tensor k, Tensor v, Tensor g) {
    return (Fused.supports(q.dtype(), q.device())
            ? GatedAttention.fused(q, k, v, g, Optional.empty())
            : GatedAttention.chunkwise(q, k, v, g, Optional.empty(), CHUNK))
        .output();
  }

  /** ln of the decay of each head, from e^-1/2 to almost 1, as TNL's middle layers have it. */
  static double[] slopes(int heads) {
    return IntStream.rangeClosed(1, heads)
        .mapToDouble(h -> -Math.pow(2, -8.0 * h / heads))
        .toArray();
  }

  private static double scale(MixerOperands x) {
    return 1 / Math.sqrt(x.q().size(3));
  }

  private static Tensor fusedSoftmax(MixerOperands x) {
    return SoftmaxAttention.causal(x.q(), x.k(), x.v(), scale(x));
  }

  private static Tensor explicitSoftmax(MixerOperands x) {
    return SoftmaxAttention.reference(x.q(), x.k(), x.v(), scale(x));
  }

  private static Tensor decay(MixerOperands x, double[] logDecay) {
    return DecayAttention.chunkwise(x.q(), x.k(), x.v(), logDecay, Optional.empty(), CHUNK)
        .output();
  }

  private static Tensor fused(MixerOperands x, double[] logDecay) {
    return DecayAttention.fused(x.q(), x.k(), x.v(), logDecay, Optional.empty()).output();
  }

  private static Tensor fusedGate(MixerOperands x) {
    return GatedAttention.fused(x.q(), x.k(), x.v(), x.g(), Optional.empty()).output();
  }

  private static Tensor recurrentDecay(MixerOperands x, double[] logDecay) {
    return DecayAttention.recurrent(x.q(), x.k(), x.v(), logDecay, Optional.empty()).output();
  }

  private static MixerOperands turned(MixerOperands x) {
    return x.with(CosineLrpe.apply(x.q(), x.theta(), 0), CosineLrpe.apply(x.k(), x.theta(), 0));
  }

  private static Tensor recurrentCosine(MixerOperands x) {
    return recurrentDecay(turned(x), new double[x.heads()]);
  }

  private static Tensor gate(MixerOperands x) {
    return GatedAttention.chunkwise(x.q(), x.k(), x.v(), x.g(), Optional.empty(), CHUNK).output();
  }

  private static Tensor recurrentGate(MixerOperands x) {
    return GatedAttention.recurrent(x.q(), x.k(), x.v(), x.g(), Optional.empty()).output();
  }
}
