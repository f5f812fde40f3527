package org.isoline.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.isoline.ops.Mixed;
import org.isoline.ops.decay.DecayAttention;
import org.isoline.ops.gate.GatedAttention;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Rng;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Threads;
import org.isoline.train.GemmCeiling;

/**
 * What the linear mixers cost on one thread: nanoseconds of processor time per token and head,
 * forward and forward with backward, of the chunkwise and the fused form, and the ceiling of matrix
 * products before and after.
 *
 * <p>Median of several runs after two. Arguments, all optional: {@code gate}, {@code decay}, {@code
 * none}; numbers of tokens; widths as {@code 128x128}; {@code decode} for single tokens.
 */
public final class MixerTimes {
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();
  private static final int CHUNK = 64;
  private static final List<Integer> LENGTHS = List.of(512, 1024, 2048, 8192, 16384);
  private static final Predicate<String> NUMBER = Pattern.compile("\\d+").asMatchPredicate();
  private static final Predicate<String> WIDTHS = Pattern.compile("\\d+x\\d+").asMatchPredicate();

  private final Mixer mixer;
  private final int batch;
  private final int heads;
  private final int tokens;
  private final int keys;
  private final int values;

  private enum Mixer {
    GATE(128),
    DECAY(128),
    NONE(256);

    private final int keys;

    Mixer(int keys) {
      this.keys = keys;
    }
  }

  private MixerTimes(Mixer mixer, int batch, int heads, int tokens, int keys, int values) {
    this.mixer = mixer;
    this.batch = batch;
    this.heads = heads;
    this.tokens = tokens;
    this.keys = keys;
    this.values = values;
  }

  /** Measures and prints. */
  public static void main(String[] arguments) {
    Threads.set(1);
    List<String> words = Arrays.asList(arguments);
    List<Integer> lengths = words.stream().filter(NUMBER).map(Integer::valueOf).toList();
    List<int[]> widths =
        words.stream()
            .filter(WIDTHS)
            .map(w -> Arrays.stream(w.split("x")).mapToInt(Integer::parseInt).toArray())
            .toList();
    List<Mixer> named =
        Arrays.stream(Mixer.values())
            .filter(m -> words.contains(m.name().toLowerCase(Locale.ROOT)))
            .toList();
    List<Mixer> mixers = named.isEmpty() ? List.of(Mixer.values()) : named;
    if (words.contains("decode")) {
      mixers.forEach(mixer -> new MixerTimes(mixer, 1, 4, 1, mixer.keys, 128).printDecode());
      return;
    }
    ceiling();
    for (Mixer mixer : mixers) {
      for (int[] width : widths.isEmpty() ? List.of(new int[] {mixer.keys, 128}) : widths) {
        for (int tokens : lengths.isEmpty() ? LENGTHS : lengths) {
          new MixerTimes(mixer, 1, 4, tokens, width[0], width[1]).print();
        }
        if (lengths.isEmpty()) {
          new MixerTimes(mixer, 4, 4, 2048, width[0], width[1]).print();
        }
      }
      ceiling();
    }
  }

  /** Of processor time, as everything here, so that other programs do not lower it. */
  private static void ceiling() {
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off();
        Rng rng = Rng.seeded(0)) {
      Tensor left = rng.normal(1, DType.FLOAT32, 2048, 512);
      Tensor right = rng.normal(1, DType.FLOAT32, 512, 1536);
      double[] rates = new double[25];
      for (int i = 0; i < rates.length; i++) {
        long started = CLOCK.getCurrentThreadCpuTime();
        left.matmul(right);
        rates[i] = 2.0 * 2048 * 512 * 1536 / (CLOCK.getCurrentThreadCpuTime() - started);
      }
      Arrays.sort(rates);
      System.out.printf(
          "GEMM: median %.0f, best %.0f GFLOP/s of processor time; %.0f on the wall%n",
          rates[12], rates[24], GemmCeiling.measure() * 1e-9);
    }
  }

  private void print() {
    double chunkwise = time(false, false);
    double chunkwiseBoth = time(false, true);
    double fused = time(true, false);
    double fusedBoth = time(true, true);
    System.out.printf(
        "%-5s B=%d H=%d T=%5d K=%d V=%d  chunkwise %6.0f %6.0f  fused %6.0f %6.0f  ratio %.2f %.2f%n",
        mixer.name().toLowerCase(Locale.ROOT),
        batch,
        heads,
        tokens,
        keys,
        values,
        chunkwise,
        chunkwiseBoth,
        fused,
        fusedBoth,
        chunkwise / fused,
        chunkwiseBoth / fusedBoth);
  }

  private double time(boolean fused, boolean both) {
    List<Double> times = new ArrayList<>();
    long budget = 1_500_000_000L;
    int done = 0;
    while (done < 5 || budget > 0 && done < 60) {
      long taken = once(fused, both);
      budget -= taken;
      if (done++ >= 2) {
        times.add((double) taken / ((double) batch * heads * tokens));
      }
    }
    return times.stream().sorted().toList().get(times.size() / 2);
  }

  private long once(boolean fused, boolean both) {
    try (Scope scope = new Scope();
        Rng rng = Rng.seeded(1)) {
      Tensor q = operand(rng, keys, both);
      Tensor k = operand(rng, keys, both);
      Tensor v = operand(rng, values, both);
      Tensor gradient = operand(rng, values, false);
      Tensor g = operand(rng, keys, false).add(1).logSigmoid().requiresGrad(both);
      long started = CLOCK.getCurrentThreadCpuTime();
      try (Autograd.Mode mode = both ? null : Autograd.off()) {
        Mixed mixed = mix(fused, q, k, v, g, Optional.empty());
        if (both) {
          mixed.output().backward(gradient);
        }
      }
      return CLOCK.getCurrentThreadCpuTime() - started;
    }
  }

  /** As the model makes them: heads inside tokens. */
  private Tensor operand(Rng rng, int width, boolean gradient) {
    return rng.normal(0.1, DType.FLOAT32, batch, tokens, heads, width)
        .transpose(1, 2)
        .requiresGrad(gradient);
  }

  private Mixed mix(
      boolean fused, Tensor q, Tensor k, Tensor v, Tensor g, Optional<Tensor> initial) {
    if (mixer == Mixer.GATE) {
      return fused
          ? GatedAttention.fused(q, k, v, g, initial)
          : GatedAttention.chunkwise(q, k, v, g, initial, CHUNK);
    }
    double[] logDecay =
        IntStream.range(0, heads)
            .mapToDouble(h -> mixer == Mixer.NONE ? 0 : -Math.pow(2, -8.0 * (h + 1) / heads))
            .toArray();
    return fused
        ? DecayAttention.fused(q, k, v, logDecay, initial)
        : DecayAttention.chunkwise(q, k, v, logDecay, initial, CHUNK);
  }

  private void printDecode() {
    System.out.printf(
        "%-5s H=%d K=%d V=%d  one token: recurrent %.0f ns a head, fused %.0f%n",
        mixer.name().toLowerCase(Locale.ROOT), heads, keys, values, decode(false), decode(true));
  }

  private double decode(boolean fused) {
    int steps = 2000;
    List<Double> times = new ArrayList<>();
    for (int round = 0; round < 7; round++) {
      try (Scope scope = new Scope();
          Autograd.Mode off = Autograd.off();
          Rng rng = Rng.seeded(1)) {
        Tensor q = operand(rng, keys, false);
        Tensor k = operand(rng, keys, false);
        Tensor v = operand(rng, values, false);
        Tensor g = operand(rng, keys, false).logSigmoid();
        Tensor state = rng.normal(0.1, DType.FLOAT32, 1, heads, keys, values);
        long started = CLOCK.getCurrentThreadCpuTime();
        for (int i = 0; i < steps; i++) {
          try (Scope step = new Scope()) {
            mixOne(fused, q, k, v, g, state);
          }
        }
        times.add((double) (CLOCK.getCurrentThreadCpuTime() - started) / steps / heads);
      }
    }
    return times.stream().sorted().toList().get(times.size() / 2);
  }

  private void mixOne(boolean fused, Tensor q, Tensor k, Tensor v, Tensor g, Tensor state) {
    if (fused) {
      mix(true, q, k, v, g, Optional.of(state));
    } else if (mixer == Mixer.GATE) {
      GatedAttention.recurrent(q, k, v, g, Optional.of(state));
    } else {
      DecayAttention.recurrent(q, k, v, new double[heads], Optional.of(state));
    }
  }
}
