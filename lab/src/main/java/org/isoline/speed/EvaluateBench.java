package org.isoline.speed;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.isoline.corpus.ByteTokenizer;
import org.isoline.evaluate.score.Encoding;
import org.isoline.evaluate.score.Scorer;
import org.isoline.evaluate.score.TokenRequest;
import org.isoline.evaluate.score.Window;
import org.isoline.model.Architecture;
import org.isoline.model.Decoder;
import org.isoline.model.ModelConfig;
import org.isoline.model.ParameterLayout;
import org.isoline.model.Parameters;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Scope;

/**
 * Items per second of the seven common-sense tasks, with contexts shared by the choices of an item,
 * without, and with every request by itself.
 *
 * <p>Items are synthetic with the lengths of the real ones ({@link CommonSense}); weights are
 * random. Neither changes what is computed, and no data are needed.
 */
public final class EvaluateBench {
  private static final String ALL = "csr7";
  private static final long SEED = 7;

  /** Longer than every item, so that none is cut. */
  private static final int WINDOW = 2048;

  private EvaluateBench() {}

  /**
   * What to measure: every combination.
   *
   * @param architectures of the models
   * @param types of the operands of products with weights, which are float32 themselves
   * @param size of the models
   * @param vocabulary V, at least 2
   * @param items of each task that are scored in a repetition; a multiple of 10 has exactly the
   *     tasks' mean lengths of context
   */
  public record Request(
      List<Architecture> architectures,
      List<Products> types,
      ModelSize size,
      int vocabulary,
      int items) {

    /** Checks the numbers. */
    public Request {
      architectures = Requests.some("arch", architectures);
      types = Requests.some("dtype", types);
      Requests.positive("items", items);
      if (vocabulary < 2) {
        throw new SpeedException("vocabulary = " + vocabulary + ", must be at least 2");
      }
    }

    private Map<String, Object> settings() {
      return Map.of("size", size.name(), "vocabulary", vocabulary, "items", items);
    }
  }

  /**
   * How long one item takes in each of the three ways.
   *
   * @param shared by the clock of the record, in seconds like the others
   * @param unshared requests side by side, each with its own context
   * @param reference one request at a time
   * @param cpu of the thread, shared
   * @param wall shared
   */
  private record ItemTimes(
      double shared, double unshared, double reference, double cpu, double wall) {

    /** A mean over tasks, each counted as often as it has items. */
    static ItemTimes mean(Map<CommonSense, ItemTimes> times) {
      return new ItemTimes(
          mean(times, ItemTimes::shared),
          mean(times, ItemTimes::unshared),
          mean(times, ItemTimes::reference),
          mean(times, ItemTimes::cpu),
          mean(times, ItemTimes::wall));
    }

    private static double mean(
        Map<CommonSense, ItemTimes> times, ToDoubleFunction<ItemTimes> value) {
      return weighted(times.keySet(), task -> value.applyAsDouble(times.get(task)));
    }
  }

  /** Measures everything. */
  public static SpeedRecord run(Request request, Effort effort, Consumer<String> progress) {
    Notebook notebook =
        new Notebook(
            "evaluate",
            effort,
            request.types().contains(Products.BF16),
            request.settings(),
            progress);
    notebook.note(
        "synthetic items with the real ones' numbers of tokens in cl100k_base, weights random; csr7:"
            + " items of all seven tasks over the time that they would take together (harmonic mean"
            + " of the rates, weighted by items); unshared: requests side by side, each with its"
            + " own context; reference: one request at a time");
    for (Architecture architecture : request.architectures()) {
      ModelConfig config = request.size().config(architecture, request.vocabulary(), WINDOW);
      for (Products type : request.types()) {
        try (Scope scope = new Scope();
            Autograd.Mode off = Autograd.off();
            Parameters parameters =
                Parameters.initialise(ParameterLayout.of(config), DType.FLOAT32, Device.CPU, 1)) {
          measure(notebook, request, new Decoder(config, parameters, type.kernels()), type);
        }
      }
    }
    return notebook.close(columns());
  }

  private static List<Column> columns() {
    return List.of(
        Column.key("arch"),
        Column.key("size"),
        Column.key("vocabulary"),
        Column.key("dtype"),
        Column.key("task"),
        Column.fact("items", "items", 1, 0),
        Column.fact("choices", "choices", 1, 2),
        Column.fact("context_tokens", "context", 1, 1),
        Column.fact("continuation_tokens", "continuation", 1, 1),
        Column.higher("items_per_s", "items/s", 1, 1),
        Column.fact("unshared_items_per_s", "unshared", 1, 1),
        Column.fact("reference_items_per_s", "reference", 1, 1),
        Column.fact("sharing_ratio", "x unshared", 1, 2),
        Column.fact("reference_ratio", "x reference", 1, 2),
        Column.fact("cpu_s", "cpu s/item", 1, 5),
        Column.fact("wall_s", "wall s/item", 1, 5));
  }

  private static void measure(Notebook notebook, Request request, Decoder decoder, Products type) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("arch", decoder.config().architecture().id());
    keys.put("size", request.size().name());
    keys.put("vocabulary", request.vocabulary());
    keys.put("dtype", type.id());
    Map<CommonSense, ItemTimes> times = new EnumMap<>(CommonSense.class);
    for (CommonSense task : CommonSense.values()) {
      notebook.progress("%s, %s, %s".formatted(keys.get("arch"), type.id(), task.task()));
      times.put(task, times(notebook, request, decoder, task));
      Map<String, Object> row = new LinkedHashMap<>(keys);
      row.put("task", task.task());
      row.put("items", task.items());
      row.put("choices", (double) task.choices());
      row.put("context_tokens", task.contextTokens());
      row.put("continuation_tokens", task.continuationTokens());
      rates(row, times.get(task));
      notebook.row(row);
    }
    List<CommonSense> tasks = List.of(CommonSense.values());
    Map<String, Object> row = new LinkedHashMap<>(keys);
    row.put("task", ALL);
    row.put("items", tasks.stream().mapToInt(CommonSense::items).sum());
    row.put("choices", weighted(tasks, CommonSense::choices));
    row.put("context_tokens", weighted(tasks, CommonSense::contextTokens));
    row.put("continuation_tokens", weighted(tasks, CommonSense::continuationTokens));
    rates(row, ItemTimes.mean(times));
    notebook.row(row);
  }

  private static ItemTimes times(
      Notebook notebook, Request request, Decoder decoder, CommonSense task) {
    List<TokenRequest> requests = task.requests(request.items(), request.vocabulary(), SEED);
    // Requests are in tokens, so the tokenizer has nothing to do.
    Encoding encoding = new Encoding(new ByteTokenizer(), OptionalInt.empty());
    Window window = new Window(WINDOW, Window.Overflow.REFUSE);
    Scorer scorer = new Scorer(decoder, encoding, window);
    Timing shared = time(notebook, scorer, requests);
    Timing unshared = time(notebook, scorer.withoutSharing(), requests);
    Timing reference = time(notebook, Scorer.reference(decoder, encoding, window), requests);
    Clock clock = notebook.clock();
    double items = request.items();
    return new ItemTimes(
        shared.median(clock) / items,
        unshared.median(clock) / items,
        reference.median(clock) / items,
        shared.median(Clock.CPU) / items,
        shared.median(Clock.WALL) / items);
  }

  private static Timing time(Notebook notebook, Scorer scorer, List<TokenRequest> requests) {
    return Timing.of(
        notebook.effort(), () -> Ceilings.inScope(() -> scorer.tokenScores(requests, _ -> {})));
  }

  private static void rates(Map<String, Object> row, ItemTimes times) {
    row.put("items_per_s", 1 / times.shared());
    row.put("unshared_items_per_s", 1 / times.unshared());
    row.put("reference_items_per_s", 1 / times.reference());
    row.put("sharing_ratio", times.unshared() / times.shared());
    row.put("reference_ratio", times.reference() / times.shared());
    row.put("cpu_s", times.cpu());
    row.put("wall_s", times.wall());
  }

  /** A mean over tasks, each counted as often as it has items. */
  private static double weighted(Iterable<CommonSense> tasks, ToDoubleFunction<CommonSense> value) {
    double sum = 0;
    long items = 0;
    for (CommonSense task : tasks) {
      sum += task.items() * value.applyAsDouble(task);
      items += task.items();
    }
    return sum / items;
  }
}
