package org.isoline.ops.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.isoline.ops.MixerTrial.initial;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatedAttentionTest {
  private static final int KEYS = 5;

  private static final Mixer RECURRENT =
      x -> GatedAttention.recurrent(x.get("q"), x.get("k"), x.get("v"), x.get("g"), initial(x));

  private static Mixer chunkwise(int chunk) {
    return x ->
        GatedAttention.chunkwise(x.get("q"), x.get("k"), x.get("v"), x.get("g"), initial(x), chunk);
  }

  /** Two sequences, three heads, five key channels, seven value channels. */
  private static Map<String, Numbers> operands(long tokens, boolean initial, Numbers g) {
    Map<String, Numbers> operands = new LinkedHashMap<>();
    operands.put("q", Numbers.normal(1, 1, 2, 3, tokens, KEYS));
    operands.put("k", Numbers.normal(2, 1, 2, 3, tokens, KEYS));
    operands.put("v", Numbers.normal(3, 1, 2, 3, tokens, 7));
    operands.put("g", g);
    if (initial) {
      operands.put("initial", Numbers.normal(4, 1, 2, 3, KEYS, 7));
    }
    return operands;
  }

  /** Log decays by the index of the element. */
  private static Numbers decays(long tokens, IntToDoubleFunction g) {
    double[] elements = new double[Math.toIntExact(2 * 3 * tokens * KEYS)];
    java.util.Arrays.setAll(elements, g);
    return new Numbers(elements, 2, 3, tokens, KEYS);
  }

  /** ln(bound + (1 - bound) sigmoid(z)) for normal z. */
  private static Numbers gates(long tokens, double bound, double deviation) {
    double[] z = Numbers.normal(5, deviation, 2, 3, tokens, KEYS).elements();
    return decays(
        tokens,
        i ->
            bound == 0
                ? -Math.log1p(Math.exp(-Math.abs(z[i]))) + Math.min(z[i], 0)
                : Math.log(bound + (1 - bound) / (1 + Math.exp(-z[i]))));
  }

  private static void assertChunkwiseAgrees(
      Map<String, Numbers> operands, Loss loss, String what, int... chunks) {
    Map<String, double[]> expected = MixerTrial.run(RECURRENT, operands, DType.FLOAT64, loss);
    for (int chunk : chunks) {
      String name = "%s chunk=%d loss of %s".formatted(what, chunk, loss);
      MixerTrial.assertAgree(
          MixerTrial.run(chunkwise(chunk), operands, DType.FLOAT64, loss), expected, 1e-10, name);
      MixerTrial.assertAgree(
          MixerTrial.run(chunkwise(chunk), operands, DType.FLOAT32, loss), expected, 1e-4, name);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 63, 64, 65, 257})
  void chunkwiseIsTheRecurrenceInOutputsAndEveryGradient(int tokens) {
    for (boolean given : new boolean[] {false, true}) {
      for (Loss loss : Loss.values()) {
        String what = "T=%d initial=%s".formatted(tokens, given);
        Map<String, Numbers> operands = operands(tokens, given, gates(tokens, 0, 2));
        assertChunkwiseAgrees(operands, loss, what, 16, 64, 100);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0.1, 128, 0", "0.45, 128, 0", "0.9, 64, 1", "1.7, 32, 2", "3.6, 16, 3", "40, 16, 3"})
  void everySplitOfAChunkIsTheRecurrence(double mean, int block, int levels) {
    Numbers g = decays(128, i -> -mean * (1 + Math.sin(i)));
    try (Scope scope = new Scope()) {
      Decays decays = Decays.of(g.tensor(DType.FLOAT64).reshape(6, 128, KEYS));
      assertThat(decays.halves()).hasSize(levels);
      if (decays.within() instanceof FactoredBlocks blocks) {
        assertThat(blocks.rows()).isEqualTo(block);
      } else {
        assertThat(block).isEqualTo(RunningSums.SMALLEST);
      }
    }
    assertChunkwiseAgrees(operands(128, true, g), Loss.BOTH, "mean g " + -mean, 128);
  }

  @Test
  void extremeDecaysAreTheRecurrence() {
    Map<String, Numbers> extremes = new LinkedHashMap<>();
    extremes.put("forgets everything", decays(100, i -> -20));
    extremes.put("forgets nothing", decays(100, i -> 0));
    extremes.put("channels of both kinds", decays(100, i -> i % KEYS < 3 ? 0 : -20));
    extremes.put("tokens of both kinds", decays(100, i -> i / KEYS % 7 < 4 ? 0 : -20));
    extremes.put("f = 0", decays(100, i -> i % 11 == 0 ? Double.NEGATIVE_INFINITY : -0.1));
    extremes.put("z = +-50, bound 0", gates(100, 0, 50));
    extremes.put("bound near 1", gates(100, 0.999, 50));
    extremes.put("weak after strong", decays(100, i -> i / KEYS % 32 < 16 ? -50 : -0.3));
    extremes.forEach(
        (name, g) -> assertChunkwiseAgrees(operands(100, true, g), Loss.BOTH, name, 16, 64, 128));
  }

  @Test
  void recurrenceIsDifferentiable() {
    for (Loss loss : Loss.values()) {
      MixerTrial.assertDifferentiable(
          RECURRENT, operands(4, true, gates(4, 0, 1)), loss, 1e-4, 1e-7);
    }
  }

  @Test
  void recurrenceIsTheEquationInNumbers() {
    try (Scope scope = new Scope()) {
      Tensor q = Tensors.of(new double[] {2, 3, 5, 7}, 1, 1, 2, 2);
      Tensor k = Tensors.of(new double[] {11, 13, 17, 19}, 1, 1, 2, 2);
      Tensor v = Tensors.of(new double[] {23, 29}, 1, 1, 2, 1);
      Tensor g = Tensors.of(new double[] {0, Math.log(0.5), Math.log(0.25), 0}, 1, 1, 2, 2);
      Tensor state = Tensors.of(new double[] {31, 37}, 1, 1, 2, 1);
      Mixed mixed = GatedAttention.recurrent(q, k, v, g, Optional.of(state));
      double a = 31 + 11 * 23;
      double b = 0.5 * 37 + 13 * 23;
      double a2 = 0.25 * a + 17 * 29;
      double b2 = b + 19 * 29;
      assertThat(mixed.output().toDoubles()).containsExactly(2 * a + 3 * b, 5 * a2 + 7 * b2);
      assertThat(mixed.state().toDoubles()).containsExactly(a2, b2);
    }
  }

  @Test
  void gradientOfDecaysIsASuffixSumOverTheSequence() {
    int tokens = 70;
    Map<String, Numbers> operands = operands(tokens, true, gates(tokens, 0, 2));
    for (Mixer mixer : List.of(RECURRENT, chunkwise(32))) {
      Map<String, double[]> made = MixerTrial.run(mixer, operands, DType.FLOAT64, Loss.OUTPUT);
      double[] q = operands.get("q").elements();
      double[] k = operands.get("k").elements();
      double[] expected = new double[q.length];
      for (int row = 0; row < 2 * 3; row++) {
        for (int c = 0; c < KEYS; c++) {
          double suffix = 0;
          for (int t = tokens - 1; t >= 0; t--) {
            int i = (row * tokens + t) * KEYS + c;
            suffix += q[i] * made.get("dq")[i] - k[i] * made.get("dk")[i];
            expected[i] = suffix;
          }
        }
      }
      MixerTrial.assertAgree(
          Map.of("dg", made.get("dg")), Map.of("dg", expected), 1e-12, "suffix identity");
    }
  }

  @Test
  void stateContinuesASequence() {
    try (Scope scope = new Scope()) {
      Map<String, Numbers> operands = operands(130, true, gates(130, 0, 2));
      List<Tensor> x = new ArrayList<>();
      operands.forEach((name, numbers) -> x.add(numbers.tensor(DType.FLOAT64)));
      Mixed whole =
          GatedAttention.recurrent(x.get(0), x.get(1), x.get(2), x.get(3), Optional.of(x.get(4)));
      List<Tensor> head = x.stream().limit(4).map(t -> t.narrow(2, 0, 70)).toList();
      List<Tensor> tail = x.stream().limit(4).map(t -> t.narrow(2, 70, 60)).toList();
      Mixed first =
          GatedAttention.chunkwise(
              head.get(0), head.get(1), head.get(2), head.get(3), Optional.of(x.get(4)), 32);
      Mixed second =
          GatedAttention.recurrent(
              tail.get(0), tail.get(1), tail.get(2), tail.get(3), Optional.of(first.state()));
      Tensor joined = Tensors.cat(List.of(first.output(), second.output()), 2);
      assertThat(joined.sub(whole.output()).abs().max().item()).isLessThan(1e-12);
      assertThat(second.state().sub(whole.state()).abs().max().item()).isLessThan(1e-12);
    }
  }

  @Test
  void leaksNothing() throws InterruptedException {
    try (Scope parameters = new Scope()) {
      Tensor w = Tensors.full(-1, DType.FLOAT32, org.isoline.tensor.Device.CPU, 1, 3, 40, 4);
      w.requiresGrad(true).accumulateGradInto(Tensors.zerosLike(w));
      long afterThree = 0;
      for (int step = 1; step <= 30; step++) {
        try (Scope scope = new Scope()) {
          Mixed mixed = GatedAttention.chunkwise(w, w, w, w, Optional.empty(), 32);
          mixed.output().sum().add(mixed.state().sum()).backward();
          try (Autograd.Mode off = Autograd.off()) {
            GatedAttention.chunkwise(w, w, w, w, Optional.empty(), 32);
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
      assertThatThrownBy(() -> GatedAttention.chunkwise(q, q, v, v, none, 16))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("g is FLOAT32[2, 3, 4, 7]")
          .hasMessageContaining("must be FLOAT32[2, 3, 4, 5]");
      assertThatThrownBy(() -> GatedAttention.chunkwise(q, q, v, q.add(0.5), none, 16))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("g has an element 0.5");
      assertThatThrownBy(() -> GatedAttention.chunkwise(q, q, v, q, none, -1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("chunk = -1");
    }
  }
}
