package org.isoline.ops.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.isoline.ops.MixerTrial.initial;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.isoline.ops.Mixed;
import org.isoline.ops.MixerShape;
import org.isoline.ops.MixerTrial;
import org.isoline.ops.MixerTrial.Loss;
import org.isoline.ops.MixerTrial.Mixer;
import org.isoline.ops.MixerTrial.Numbers;
import org.isoline.ops.decay.DecayAttention;
import org.isoline.ops.gate.GatedAttention;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Rng;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.isoline.tensor.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FusedTest {
  private static final double TOLERANCE = 1e-5;
  private static final List<Tile> TILES = List.of(new Tile512(), new Tile256());

  /** Extents of a case. */
  private record Extents(int batch, int heads, int tokens, int keys, int values) {
    int gates() {
      return batch * heads * tokens * keys;
    }
  }

  private static Map<String, Numbers> operands(Extents x, boolean initial) {
    Map<String, Numbers> operands = new LinkedHashMap<>();
    operands.put("q", normal(1, x.batch, x.heads, x.tokens, x.keys));
    operands.put("k", normal(2, x.batch, x.heads, x.tokens, x.keys));
    operands.put("v", normal(3, x.batch, x.heads, x.tokens, x.values));
    if (initial) {
      operands.put("initial", normal(4, x.batch, x.heads, x.keys, x.values));
    }
    return operands;
  }

  private static Map<String, Numbers> gated(Extents x, boolean initial, IntToDoubleFunction g) {
    double[] elements = new double[x.gates()];
    Arrays.setAll(elements, i -> (float) g.applyAsDouble(i));
    Map<String, Numbers> operands = operands(x, initial);
    operands.put("g", new Numbers(elements, x.batch, x.heads, x.tokens, x.keys));
    return operands;
  }

  /** Numbers that FLOAT32 can hold, so that the reference sees the same. */
  private static Numbers normal(long seed, long... shape) {
    Numbers numbers = Numbers.normal(seed, 1, shape);
    return new Numbers(
        Arrays.stream(numbers.elements()).map(x -> (float) x).toArray(), numbers.shape());
  }

  /** ln sigmoid of normal numbers. */
  private static IntToDoubleFunction gates(Extents x) {
    double[] z = Numbers.normal(5, 2, x.gates()).elements();
    return i -> -Math.log1p(Math.exp(-z[i]));
  }

  private static Mixer fused(Tile tile, int threads) {
    return x -> run(tile, threads, x, new Fading.ByToken(x.get("g")));
  }

  private static Mixer fused(Tile tile, int threads, double... logDecay) {
    return x -> run(tile, threads, x, new Fading.ByHead(Arrays.stream(logDecay).boxed().toList()));
  }

  private static Mixed run(Tile tile, int threads, Map<String, Tensor> x, Fading fading) {
    Tensor q = x.get("q");
    Tensor v = x.get("v");
    MixerShape shape = MixerShape.of(q, x.get("k"), v, initial(x));
    return Fused.run(tile, threads, shape, q, x.get("k"), v, fading, initial(x));
  }

  private static final Mixer GATED =
      x -> GatedAttention.recurrent(x.get("q"), x.get("k"), x.get("v"), x.get("g"), initial(x));

  private static Mixer decayed(double... logDecay) {
    return x -> DecayAttention.recurrent(x.get("q"), x.get("k"), x.get("v"), logDecay, initial(x));
  }

  private static void assertGated(Map<String, Numbers> operands, Loss loss, String what) {
    Map<String, double[]> expected = MixerTrial.run(GATED, operands, DType.FLOAT64, loss);
    for (Tile tile : TILES) {
      String name = "gate, %s, %d columns, %s".formatted(what, tile.columns(), loss);
      assertAgree(
          MixerTrial.run(fused(tile, 1), operands, DType.FLOAT32, loss), expected, TOLERANCE, name);
    }
  }

  private static void assertDecayed(
      Map<String, Numbers> operands, Loss loss, String what, double... logDecay) {
    Map<String, double[]> expected =
        MixerTrial.run(decayed(logDecay), operands, DType.FLOAT64, loss);
    for (Tile tile : TILES) {
      String name =
          "decay %s, %s, %d columns, %s"
              .formatted(Arrays.toString(logDecay), what, tile.columns(), loss);
      assertAgree(
          MixerTrial.run(fused(tile, 1, logDecay), operands, DType.FLOAT32, loss),
          expected,
          TOLERANCE,
          name);
    }
  }

  /** All but the loss, whose sum the tensors form in their own type. */
  private static void assertAgree(
      Map<String, double[]> actual, Map<String, double[]> expected, double tolerance, String what) {
    actual.remove("loss");
    expected.remove("loss");
    MixerTrial.assertAgree(actual, expected, tolerance, what);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 15, 16, 63, 64, 65, 257})
  void isTheRecurrenceInOutputsAndEveryGradient(int tokens) {
    Extents x = new Extents(2, 3, tokens, 24, 8);
    for (boolean given : new boolean[] {false, true}) {
      for (Loss loss : Loss.values()) {
        String what = "T=%d initial=%s".formatted(tokens, given);
        assertGated(gated(x, given, gates(x)), loss, what);
        assertDecayed(operands(x, given), loss, what, -0.25, 0, -5);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "8, 8",
    "8, 256",
    "24, 32",
    "32, 24",
    "32, 32",
    "128, 24",
    "24, 128",
    "128, 128",
    "256, 128",
    "128, 256",
    "1, 1",
    "5, 7"
  })
  void isTheRecurrenceAtAnyWidth(int keys, int values) {
    Extents x = new Extents(1, 1, 65, keys, values);
    String what = "K=%d V=%d".formatted(keys, values);
    assertGated(gated(x, true, gates(x)), Loss.BOTH, what);
    assertDecayed(operands(x, true), Loss.BOTH, what, -1e-5);
    assertDecayed(operands(x, true), Loss.BOTH, what, 0);
  }

  @Test
  void extremeDecaysAreTheRecurrence() {
    Extents x = new Extents(1, 2, 200, 24, 8);
    Map<String, IntToDoubleFunction> extremes = new LinkedHashMap<>();
    extremes.put("forgets everything", _ -> -20);
    extremes.put("forgets nothing", _ -> 0);
    extremes.put("f = 0 everywhere", _ -> Double.NEGATIVE_INFINITY);
    extremes.put("channels of both kinds", i -> i % 24 < 11 ? 0 : -20);
    extremes.put("tokens of both kinds", i -> i / 24 % 7 < 4 ? 0 : -20);
    extremes.put("some f = 0", i -> i % 11 == 0 ? Double.NEGATIVE_INFINITY : -0.1);
    extremes.put("below the smallest FLOAT32", i -> i % 5 == 0 ? -200 : -0.01);
    extremes.put("nearly nothing", i -> -1e-5 * (i % 3));
    extremes.put("spans of every length", i -> -0.3 * (i / 24 % 200));
    extremes.forEach((name, g) -> assertGated(gated(x, true, g), Loss.BOTH, name));
    assertDecayed(operands(x, true), Loss.BOTH, "extremes", 0, -1e-5);
    assertDecayed(operands(x, true), Loss.BOTH, "extremes", -5, -1000);
    assertDecayed(operands(x, true), Loss.BOTH, "extremes", -39.9, -1e300);
  }

  @Test
  void longSequencesStayExact() {
    Extents x = new Extents(1, 1, 2049, 32, 32);
    assertGated(gated(x, true, gates(x)), Loss.BOTH, "T=2049");
    assertGated(gated(x, true, _ -> -20), Loss.BOTH, "T=2049, g = -20");
    assertGated(gated(x, true, i -> i % 32 < 16 ? 0 : -3), Loss.BOTH, "T=2049, both kinds");
    for (double logDecay : new double[] {0, -1e-5, -0.01, -5}) {
      assertDecayed(operands(x, true), Loss.BOTH, "T=2049", logDecay);
    }
  }

  @Test
  void threadsChangeNoBit() {
    for (Extents x : List.of(new Extents(1, 1, 130, 72, 104), new Extents(2, 3, 70, 24, 8))) {
      Map<String, Numbers> operands = gated(x, true, gates(x));
      for (Tile tile : TILES) {
        Map<String, double[]> one =
            MixerTrial.run(fused(tile, 1), operands, DType.FLOAT32, Loss.BOTH);
        for (int threads : new int[] {2, 3, 8}) {
          Map<String, double[]> more =
              MixerTrial.run(fused(tile, threads), operands, DType.FLOAT32, Loss.BOTH);
          one.forEach((name, numbers) -> assertThat(more.get(name)).as(name).isEqualTo(numbers));
        }
      }
    }
  }

  @Test
  void operandsMayLieAnyhow() {
    Extents x = new Extents(2, 3, 70, 24, 8);
    Map<String, Numbers> operands = gated(x, true, gates(x));
    Map<String, double[]> expected =
        MixerTrial.run(fused(TILES.getFirst(), 1), operands, DType.FLOAT32, Loss.BOTH);
    Mixer heads = relaid(t -> t.transpose(1, 2).contiguous().transpose(1, 2));
    Mixer channels = relaid(t -> t.transpose(2, 3).contiguous().transpose(2, 3));
    Mixer part = relaid(t -> Tensors.cat(List.of(t, t), 3).narrow(3, 0, t.size(3)));
    for (Mixer mixer : List.of(heads, channels, part)) {
      assertAgree(
          MixerTrial.run(mixer, operands, DType.FLOAT32, Loss.BOTH), expected, 0, "laid otherwise");
    }
  }

  private static Mixer relaid(java.util.function.UnaryOperator<Tensor> layout) {
    return x -> {
      Map<String, Tensor> relaid = new LinkedHashMap<>();
      x.forEach((name, tensor) -> relaid.put(name, layout.apply(tensor)));
      return fused(TILES.getFirst(), 1).mix(relaid);
    };
  }

  @Test
  void joiningTheHeadsCopiesNothing() {
    try (Scope scope = new Scope()) {
      Tensor x = Tensors.zeros(DType.FLOAT32, 2, 3, 4, 5);
      Tensor output =
          DecayAttention.fused(x, x, x, new double[3], Optional.empty()).output().transpose(1, 2);
      assertThat(output.reshape(2, 4, 15).data()).isEqualTo(output.data());
    }
  }

  @Test
  void singleTokensContinueASequence() {
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      Extents x = new Extents(1, 3, 80, 24, 8);
      Map<String, Tensor> whole = new LinkedHashMap<>();
      gated(x, true, gates(x)).forEach((name, n) -> whole.put(name, n.tensor(DType.FLOAT32)));
      Mixed expected = fused(TILES.getFirst(), 1).mix(whole);
      Tensor state = whole.get("initial");
      for (int t = 0; t < x.tokens; t++) {
        Map<String, Tensor> token = new LinkedHashMap<>();
        for (String name : List.of("q", "k", "v", "g")) {
          token.put(name, whole.get(name).narrow(2, t, 1));
        }
        token.put("initial", state);
        Mixed step = fused(TILES.getFirst(), 1).mix(token);
        state = step.state();
        Tensor output = expected.output().narrow(2, t, 1);
        assertThat(step.output().sub(output).abs().max().item()).isLessThan(1e-4);
      }
      assertThat(state.sub(expected.state()).abs().max().item()).isLessThan(1e-4);
    }
  }

  @Test
  void leaksNothing() throws InterruptedException {
    try (Scope parameters = new Scope()) {
      Tensor w = Tensors.full(-1, DType.FLOAT32, Device.CPU, 1, 3, 40, 4);
      w.requiresGrad(true).accumulateGradInto(Tensors.zerosLike(w));
      long afterThree = 0;
      for (int step = 1; step <= 30; step++) {
        try (Scope scope = new Scope()) {
          Mixed gated = GatedAttention.fused(w, w, w, w, Optional.empty());
          Mixed decayed = DecayAttention.fused(w, w, w, new double[3], Optional.of(gated.state()));
          decayed.output().sum().add(decayed.state().sum()).add(gated.output().sum()).backward();
          try (Autograd.Mode off = Autograd.off()) {
            GatedAttention.fused(w, w, w, w, Optional.empty());
          }
        }
        if (step == 3) {
          afterThree = MixerTrial.settledLiveObjects(Long.MIN_VALUE);
        }
      }
      assertThat(MixerTrial.settledLiveObjects(afterThree)).isLessThanOrEqualTo(afterThree);
    }
  }

  /** Says what a JVM supports; started without the vector module. */
  static final class Asked {
    public static void main(String[] arguments) {
      System.out.println("supports " + Fused.supports(DType.FLOAT32, Device.CPU));
    }
  }

  @Test
  void withoutTheVectorModuleItSaysNo() throws Exception {
    Process asked =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Asked.class.getName())
            .redirectErrorStream(true)
            .start();
    assertThat(new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("supports false");
    assertThat(asked.waitFor()).isZero();
  }

  /** Prints every bit of a small forward and backward pass, of the last of some repetitions. */
  static final class Summed {
    public static void main(String[] arguments) {
      Threads.set(1);
      String bits = "";
      for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
        bits = run();
      }
      System.out.println("bits " + bits);
    }

    private static String run() {
      try (Scope scope = new Scope();
          Rng rng = Rng.seeded(4)) {
        List<Tensor> operands =
            List.of(
                rng.normal(1, DType.FLOAT32, 1, 2, 70, 48).requiresGrad(true),
                rng.normal(1, DType.FLOAT32, 1, 2, 70, 48).requiresGrad(true),
                rng.normal(1, DType.FLOAT32, 1, 2, 70, 40).requiresGrad(true),
                rng.uniform(-3, 0, DType.FLOAT32, 1, 2, 70, 48).requiresGrad(true));
        Tensor gated =
            GatedAttention.fused(
                    operands.get(0),
                    operands.get(1),
                    operands.get(2),
                    operands.get(3),
                    Optional.empty())
                .output();
        Tensor constant =
            DecayAttention.fused(
                    operands.get(0),
                    operands.get(1),
                    operands.get(2),
                    new double[] {0, -0.3},
                    Optional.empty())
                .output();
        gated.square().sum().add(constant.square().sum()).backward();
        int hash = Arrays.hashCode(gated.toFloats()) * 31 + Arrays.hashCode(constant.toFloats());
        for (Tensor operand : operands) {
          hash = hash * 31 + Arrays.hashCode(operand.grad().orElseThrow().toFloats());
        }
        return Integer.toHexString(hash);
      }
    }
  }

  /** A run that is resumed interprets what the uninterrupted one had compiled. */
  @Test
  void interpretedAndCompiledCodeGiveTheSameBits() throws Exception {
    String interpreted = bits("-Xint", 1);
    assertThat(bits("-XX:TieredStopAtLevel=1", 20)).isEqualTo(interpreted);
    assertThat(bits("-XX:+TieredCompilation", 400)).isEqualTo(interpreted);
  }

  private static String bits(String mode, int repetitions) throws Exception {
    Process run =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                mode,
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Summed.class.getName(),
                Integer.toString(repetitions))
            .redirectErrorStream(true)
            .start();
    String printed = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(run.waitFor()).as(printed).isZero();
    return printed.lines().filter(line -> line.startsWith("bits ")).findFirst().orElseThrow();
  }

  @Test
  void refusesWhatItCannotDo() {
    try (Scope scope = new Scope()) {
      Tensor x = Tensors.zeros(DType.FLOAT64, 2, 3, 4, 5);
      Optional<Tensor> none = Optional.empty();
      assertThat(Fused.supports(DType.FLOAT64, Device.CPU)).isFalse();
      assertThat(Fused.supports(DType.FLOAT32, new Device(Device.Kind.CUDA, 0))).isFalse();
      assertThat(Fused.supports(DType.FLOAT32, Device.CPU)).isTrue();
      assertThatThrownBy(() -> GatedAttention.fused(x, x, x, x, none))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("q is FLOAT64[2, 3, 4, 5]")
          .hasMessageContaining("use the chunkwise form");
      assertThatThrownBy(() -> DecayAttention.fused(x, x, x, new double[] {0, 0.5, 0}, none))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("logDecay[1] = 0.5");
    }
  }
}
