package org.isoline.ops.decay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.isoline.ops.MixerTrial.initial;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.isoline.ops.Mixed;
import org.isoline.ops.MixerTrial;
import org.isoline.ops.MixerTrial.Loss;
import org.isoline.ops.MixerTrial.Mixer;
import org.isoline.ops.MixerTrial.Numbers;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecayAttentionTest {
  private static final double[] DECAYS = {-0.25, 0, -8};
  private static final double[] NONE = {0, 0, 0};

  private static Mixer recurrent(double[] logDecay) {
    return x -> DecayAttention.recurrent(x.get("q"), x.get("k"), x.get("v"), logDecay, initial(x));
  }

  private static Mixer chunkwise(double[] logDecay, int chunk) {
    return x ->
        DecayAttention.chunkwise(x.get("q"), x.get("k"), x.get("v"), logDecay, initial(x), chunk);
  }

  /** Two sequences, three heads, five key channels, seven value channels. */
  private static Map<String, Numbers> operands(long tokens, boolean initial) {
    Map<String, Numbers> operands = new LinkedHashMap<>();
    operands.put("q", Numbers.normal(1, 1, 2, 3, tokens, 5));
    operands.put("k", Numbers.normal(2, 1, 2, 3, tokens, 5));
    operands.put("v", Numbers.normal(3, 1, 2, 3, tokens, 7));
    if (initial) {
      operands.put("initial", Numbers.normal(4, 1, 2, 3, 5, 7));
    }
    return operands;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 63, 64, 65, 257})
  void chunkwiseIsTheRecurrenceInOutputsAndEveryGradient(int tokens) {
    for (double[] logDecay : List.of(DECAYS, NONE)) {
      for (boolean given : new boolean[] {false, true}) {
        Map<String, Numbers> operands = operands(tokens, given);
        for (Loss loss : Loss.values()) {
          Map<String, double[]> expected =
              MixerTrial.run(recurrent(logDecay), operands, DType.FLOAT64, loss);
          for (int chunk : new int[] {16, 64, 100}) {
            String what = "T=%d chunk=%d initial=%s %s".formatted(tokens, chunk, given, loss);
            Mixer mixer = chunkwise(logDecay, chunk);
            MixerTrial.assertAgree(
                MixerTrial.run(mixer, operands, DType.FLOAT64, loss), expected, 1e-10, what);
            MixerTrial.assertAgree(
                MixerTrial.run(mixer, operands, DType.FLOAT32, loss), expected, 1e-4, what);
          }
        }
      }
    }
  }

  @Test
  void recurrenceIsDifferentiable() {
    Map<String, Numbers> operands = operands(4, true);
    for (Loss loss : Loss.values()) {
      MixerTrial.assertDifferentiable(recurrent(DECAYS), operands, loss, 1e-3, 1e-8);
    }
  }

  @Test
  void recurrenceIsTheEquationInNumbers() {
    try (Scope scope = new Scope()) {
      Tensor q = Tensors.of(new double[] {2, 3, 5}, 1, 1, 3, 1);
      Tensor k = Tensors.of(new double[] {7, 11, 13}, 1, 1, 3, 1);
      Tensor v = Tensors.of(new double[] {17, 19, 23}, 1, 1, 3, 1);
      Tensor state = Tensors.of(new double[] {29}, 1, 1, 1, 1);
      double half = Math.log(0.5);
      Mixed mixed = DecayAttention.recurrent(q, k, v, new double[] {half}, Optional.of(state));
      double first = 0.5 * 29 + 7 * 17;
      double second = 0.5 * first + 11 * 19;
      double third = 0.5 * second + 13 * 23;
      assertThat(mixed.output().toDoubles()).containsExactly(2 * first, 3 * second, 5 * third);
      assertThat(mixed.state().toDoubles()).containsExactly(third);
    }
  }

  @Test
  void operandsMayHaveHeadsInsideTokens() {
    Map<String, Numbers> operands = operands(70, true);
    Mixer transposed =
        x ->
            DecayAttention.chunkwise(
                inside(x.get("q")), inside(x.get("k")), inside(x.get("v")), DECAYS, initial(x), 32);
    Map<String, double[]> expected =
        MixerTrial.run(chunkwise(DECAYS, 32), operands, DType.FLOAT64, Loss.BOTH);
    Map<String, double[]> actual = MixerTrial.run(transposed, operands, DType.FLOAT64, Loss.BOTH);
    MixerTrial.assertAgree(actual, expected, 0, "transposed in memory");
  }

  private static Tensor inside(Tensor x) {
    return x.transpose(1, 2).contiguous().transpose(1, 2);
  }

  @Test
  void segmentsOfLongSequencesJoin() {
    Map<String, Numbers> operands = new LinkedHashMap<>();
    operands.put("q", Numbers.normal(1, 1, 1, 3, 1100, 128));
    operands.put("k", Numbers.normal(2, 1, 1, 3, 1100, 128));
    operands.put("v", Numbers.normal(3, 1, 1, 3, 1100, 2));
    Map<String, double[]> expected =
        MixerTrial.run(recurrent(DECAYS), operands, DType.FLOAT64, Loss.BOTH);
    Map<String, double[]> actual =
        MixerTrial.run(chunkwise(DECAYS, 1024), operands, DType.FLOAT64, Loss.BOTH);
    MixerTrial.assertAgree(actual, expected, 1e-10, "two segments");
  }

  @Test
  void stateContinuesASequence() {
    try (Scope scope = new Scope()) {
      Map<String, Numbers> operands = operands(130, true);
      Tensor q = operands.get("q").tensor(DType.FLOAT64);
      Tensor k = operands.get("k").tensor(DType.FLOAT64);
      Tensor v = operands.get("v").tensor(DType.FLOAT64);
      Optional<Tensor> initial = Optional.of(operands.get("initial").tensor(DType.FLOAT64));
      Mixed whole = DecayAttention.recurrent(q, k, v, DECAYS, initial);
      Mixed first =
          DecayAttention.chunkwise(
              q.narrow(2, 0, 70), k.narrow(2, 0, 70), v.narrow(2, 0, 70), DECAYS, initial, 32);
      Mixed second =
          DecayAttention.recurrent(
              q.narrow(2, 70, 60),
              k.narrow(2, 70, 60),
              v.narrow(2, 70, 60),
              DECAYS,
              Optional.of(first.state()));
      Tensor joined = Tensors.cat(List.of(first.output(), second.output()), 2);
      assertThat(joined.sub(whole.output()).abs().max().item()).isLessThan(1e-12);
      assertThat(second.state().sub(whole.state()).abs().max().item()).isLessThan(1e-12);
    }
  }

  @Test
  void leaksNothing() throws InterruptedException {
    try (Scope parameters = new Scope()) {
      Tensor w = Tensors.ones(DType.FLOAT32, 1, 3, 40, 4).requiresGrad(true);
      w.accumulateGradInto(Tensors.zerosLike(w));
      long afterThree = 0;
      for (int step = 1; step <= 30; step++) {
        try (Scope scope = new Scope()) {
          Mixed mixed = DecayAttention.chunkwise(w, w, w, DECAYS, Optional.empty(), 16);
          mixed.output().sum().add(mixed.state().sum()).backward();
          try (Autograd.Mode off = Autograd.off()) {
            DecayAttention.chunkwise(w, w, w, DECAYS, Optional.empty(), 16);
          }
        }
        if (step == 3) {
          afterThree = MixerTrial.settledLiveObjects(Long.MIN_VALUE);
        }
      }
      assertThat(MixerTrial.settledLiveObjects(afterThree)).isLessThanOrEqualTo(afterThree);
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    try (Scope scope = new Scope()) {
      Tensor q = Tensors.zeros(DType.FLOAT32, 2, 3, 4, 5);
      Tensor v = Tensors.zeros(DType.FLOAT32, 2, 3, 4, 7);
      Optional<Tensor> none = Optional.empty();
      assertThatThrownBy(() -> DecayAttention.chunkwise(q, v, v, DECAYS, none, 16))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("k is FLOAT32[2, 3, 4, 7]")
          .hasMessageContaining("must be FLOAT32[2, 3, 4, 5]");
      assertThatThrownBy(() -> DecayAttention.recurrent(q, q, v.to(DType.FLOAT64), DECAYS, none))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("v is FLOAT64[2, 3, 4, 7]");
      assertThatThrownBy(() -> DecayAttention.recurrent(q, q, v, DECAYS, Optional.of(v)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("initial state is FLOAT32[2, 3, 4, 7]")
          .hasMessageContaining("[2, 3, 5, 7]");
      assertThatThrownBy(() -> DecayAttention.recurrent(q, q, v, new double[2], none))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("logDecay has 2 numbers, must have one per head: 3");
      assertThatThrownBy(() -> DecayAttention.recurrent(q, q, v, new double[] {0, 0.5, 0}, none))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("logDecay[1] = 0.5");
      assertThatThrownBy(() -> DecayAttention.chunkwise(q, q, v, DECAYS, none, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("chunk = 0");
    }
  }
}
