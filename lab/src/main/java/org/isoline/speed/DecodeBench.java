package org.isoline.speed;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.isoline.model.Architecture;
import org.isoline.model.Decoder;
import org.isoline.model.Kernels;
import org.isoline.model.ModelConfig;
import org.isoline.model.ParameterLayout;
import org.isoline.model.Parameters;
import org.isoline.model.State;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Rng;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Reading with a state: decoding one token after a context of some length, and prefilling that
 * context.
 *
 * <p>For decoding, the state is not read but drawn: its size and not its numbers decide the time.
 */
public final class DecodeBench {
  private static final int FEWEST = 3;

  /** Seconds in which the calls of a token are compiled: there are hundreds, each a short one. */
  private static final double WARM_UP = 10;

  private DecodeBench() {}

  /**
   * What to measure: every combination, for one sequence.
   *
   * @param architectures of the models
   * @param contexts tokens read before
   * @param types of weights and activations; the state is float32
   * @param size of the models
   * @param vocabulary V
   * @param tokens decoded at each context, or read at once while prefilling
   */
  public record Request(
      List<Architecture> architectures,
      List<Integer> contexts,
      List<Products> types,
      ModelSize size,
      int vocabulary,
      int tokens) {

    /** Checks the numbers. */
    public Request {
      architectures = Requests.some("arch", architectures);
      contexts = Requests.ascending("context", contexts);
      types = Requests.some("dtype", types);
      Requests.positive("vocabulary", vocabulary);
      Requests.positive("tokens", tokens);
    }

    private Map<String, Object> settings(String meaning) {
      return Map.of(
          "size", size.name(), "vocabulary", vocabulary, "contexts", contexts, meaning, tokens);
    }
  }

  /** A model under way. */
  private record Subject(Notebook notebook, Request request, Decoder decoder, Products type) {

    Map<String, Object> row(int context) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("arch", decoder.config().architecture().id());
      row.put("size", request.size().name());
      row.put("vocabulary", request.vocabulary());
      row.put("dtype", type.id());
      row.put("context", context);
      return row;
    }

    String at(int context) {
      return "%s, %s, context %d"
          .formatted(decoder.config().architecture().id(), type.id(), context);
    }
  }

  /** Milliseconds a token, beside the time that reading all weights once would take. */
  public static SpeedRecord decode(Request request, Effort effort, Consumer<String> progress) {
    Effort tokens = new Effort(request.tokens(), effort.threads(), effort.limitSeconds());
    Notebook notebook =
        new Notebook("decode", tokens, uses(request), request.settings("tokens"), progress);
    double bandwidth = CeilingBench.readBandwidth(effort);
    notebook.note(
        String.format(
            Locale.ROOT,
            "one sequence; states drawn at random; floor: bytes of the weights that a token reads over"
                + " a read bandwidth of %.1f GB/s, measured here; LLaMA also reads its state",
            bandwidth * 1e-9));
    each(notebook, request, subject -> decode(subject, bandwidth));
    return notebook.close(
        List.of(
            Column.key("arch"),
            Column.key("size"),
            Column.key("vocabulary"),
            Column.key("dtype"),
            Column.key("context"),
            Column.lower("median_s", "median ms/token", 1e3, 2),
            Column.fact("p95_s", "p95", 1e3, 2),
            Column.fact("state_bytes", "state MB", 1e-6, 2),
            Column.fact("weight_bytes", "weights MB", 1e-6, 1),
            Column.fact("floor_s", "floor ms", 1e3, 2),
            Column.higher("floor_share", "% of floor speed", 100, 1),
            Column.fact("cpu_s", "cpu s", 1, 4),
            Column.fact("wall_s", "wall s", 1, 4)));
  }

  /** Tokens per second of reading a context in pieces. */
  public static SpeedRecord prefill(Request request, Effort effort, Consumer<String> progress) {
    Notebook notebook =
        new Notebook("prefill", effort, uses(request), request.settings("piece"), progress);
    notebook.note("one sequence, read in pieces; scores of the next token after each piece");
    each(notebook, request, DecodeBench::prefill);
    return notebook.close(
        List.of(
            Column.key("arch"),
            Column.key("size"),
            Column.key("vocabulary"),
            Column.key("dtype"),
            Column.key("context"),
            Column.key("piece"),
            Column.higher("tokens_per_s", "tokens/s", 1, 0),
            Column.fact("state_bytes", "state MB", 1e-6, 2),
            Column.fact("runs", "runs", 1, 0),
            Column.fact("cpu_s", "cpu s", 1, 3),
            Column.fact("wall_s", "wall s", 1, 3)));
  }

  private static boolean uses(Request request) {
    return request.types().contains(Products.BF16);
  }

  private static void each(Notebook notebook, Request request, Consumer<Subject> measurement) {
    int longest = request.contexts().getLast();
    for (Architecture architecture : request.architectures()) {
      ModelConfig config = request.size().config(architecture, request.vocabulary(), longest);
      for (Products type : request.types()) {
        try (Scope scope = new Scope();
            Autograd.Mode off = Autograd.off();
            Parameters parameters =
                Parameters.initialise(ParameterLayout.of(config), type.dtype(), Device.CPU, 1)) {
          Decoder decoder = new Decoder(config, parameters, Kernels.DEFAULT);
          measurement.accept(new Subject(notebook, request, decoder, type));
        }
      }
    }
  }

  private static void decode(Subject subject, double bandwidth) {
    for (int context : subject.request().contexts()) {
      subject.notebook().progress(subject.at(context));
      try (State state = drawn(subject.decoder().config(), context)) {
        long stateBytes = state.bytes();
        Tensor id = Tensors.of(new long[] {1}, 1, 1);
        Runnable token =
            () -> Ceilings.inScope(() -> subject.decoder().nextLogits(id, state).argmax(-1).item());
        warmUp(token, subject.notebook().effort().limitSeconds());
        Timing timing = Timing.of(subject.notebook().effort(), token);
        Clock clock = subject.notebook().clock();
        double weights = weightBytes(subject.decoder());
        Map<String, Object> row = subject.row(context);
        row.put("median_s", timing.median(clock));
        row.put("p95_s", timing.quantile(clock, 0.95));
        row.put("state_bytes", stateBytes);
        row.put("weight_bytes", weights);
        row.put("floor_s", weights / bandwidth);
        row.put("floor_share", weights / bandwidth / timing.median(clock));
        row.put("cpu_s", timing.median(Clock.CPU));
        row.put("wall_s", timing.median(Clock.WALL));
        subject.notebook().row(row);
      }
    }
  }

  private static void warmUp(Runnable token, double limitSeconds) {
    long until = System.nanoTime() + (long) (1e9 * Math.min(WARM_UP, limitSeconds / 6));
    for (int i = 0; i < FEWEST || System.nanoTime() < until; i++) {
      token.run();
    }
  }

  /** Every weight once; of an embedding that is not also the head, a token reads one row. */
  private static double weightBytes(Decoder decoder) {
    ModelConfig config = decoder.config();
    long elements = ParameterLayout.of(config).total();
    if (!config.tied()) {
      elements -= (long) config.vocabulary() * config.shape().width();
    }
    int bytes = decoder.parameters().flats().getFirst().values().dtype().bytes();
    return (double) elements * bytes;
  }

  /** A state as if a context had been read. */
  static State drawn(ModelConfig config, int context) {
    State state = State.of(config);
    try (Scope scope = new Scope();
        Rng rng = Rng.seeded(6)) {
      Map<String, Tensor> contents = new LinkedHashMap<>();
      state
          .contents()
          .forEach(
              (name, empty) -> {
                long[] shape = empty.shape();
                if (!config.architecture().isLinear()) {
                  shape[2] = context;
                }
                contents.put(name, rng.normal(1, DType.FLOAT32, shape));
              });
      state.restore(contents, context);
      return state;
    }
  }

  private static void prefill(Subject subject) {
    int piece = subject.request().tokens();
    MixerBench.Growth growth =
        new MixerBench.Growth(!subject.decoder().config().architecture().isLinear());
    for (int context : subject.request().contexts()) {
      double expected = growth.expected(context);
      double limit = subject.notebook().effort().limitSeconds();
      if (expected > limit) {
        subject
            .notebook()
            .note(
                String.format(
                    Locale.ROOT,
                    "%s and beyond not run: it would take about %.0f s, the limit is %.0f s",
                    subject.at(context),
                    expected,
                    limit));
        return;
      }
      subject.notebook().progress(subject.at(context));
      AtomicLong stateBytes = new AtomicLong();
      Timing timing =
          Timing.of(
              subject.notebook().effort(),
              () -> stateBytes.set(read(subject.decoder(), context, piece)));
      Map<String, Object> row = subject.row(context);
      row.put("piece", piece);
      row.put("tokens_per_s", context / timing.median(subject.notebook().clock()));
      row.put("state_bytes", stateBytes.get());
      row.put("runs", timing.samples().size());
      row.put("cpu_s", timing.median(Clock.CPU));
      row.put("wall_s", timing.median(Clock.WALL));
      subject.notebook().row(row);
      growth.measured(context, timing.median(Clock.WALL));
    }
  }

  /** Reads a context from the start; bytes of the state afterwards. */
  private static long read(Decoder decoder, int context, int piece) {
    try (State state = State.of(decoder.config());
        Scope scope = new Scope()) {
      for (int start = 0; start < context; start += piece) {
        int length = Math.min(piece, context - start);
        try (Scope step = new Scope()) {
          Tensor ids = Tensors.of(new long[length], 1, length);
          decoder.nextLogits(ids, state);
        }
      }
      return state.bytes();
    }
  }
}
