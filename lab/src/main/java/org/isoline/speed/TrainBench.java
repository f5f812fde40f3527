package org.isoline.speed;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.isoline.model.Architecture;
import org.isoline.model.Cost;
import org.isoline.model.Decoder;
import org.isoline.model.Kernels;
import org.isoline.model.ModelConfig;
import org.isoline.model.ParameterLayout;
import org.isoline.model.Parameters;
import org.isoline.speed.StepPart.Kind;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.isoline.train.AdamW;
import org.isoline.train.AdamWConfig;

/** Whole training steps: forward, backward, clipping, update. */
public final class TrainBench {
  private static final int DEFAULT_TOKENS = 2048;

  private TrainBench() {}

  /** What the tensors of a step are expected to need. */
  @FunctionalInterface
  public interface Prediction {
    /** Bytes at the peak of a step with some sequences of the model's context. */
    double bytes(Cost cost, int sequences, Kernels kernels);
  }

  /**
   * What to measure: every combination.
   *
   * @param architectures of the models
   * @param contexts tokens of a sequence
   * @param products element types of matrix products with weights; all else is float32
   * @param size of the models
   * @param vocabulary V
   * @param sequences of a step; if empty, as many as make 2048 tokens, at least 1
   * @param recompute whether layers are run again in the backward pass
   * @param memory whether a step's memory is measured too, in two processes more for each row
   */
  public record Request(
      List<Architecture> architectures,
      List<Integer> contexts,
      List<Products> products,
      ModelSize size,
      int vocabulary,
      OptionalInt sequences,
      boolean recompute,
      boolean memory) {

    /** Checks the numbers. */
    public Request {
      architectures = Requests.some("arch", architectures);
      contexts = Requests.ascending("context", contexts);
      products = Requests.some("dtype", products);
      Requests.positive("vocabulary", vocabulary);
      sequences.ifPresent(value -> Requests.positive("sequences", value));
    }

    int sequences(int context) {
      return sequences.orElse(Math.max(1, DEFAULT_TOKENS / context));
    }

    private Map<String, Object> settings() {
      return Map.of(
          "size",
          size.name(),
          "vocabulary",
          vocabulary,
          "contexts",
          contexts,
          "recompute",
          recompute);
    }
  }

  /**
   * Measures them.
   *
   * @param predicted what a step is expected to need, to stand beside what it needed
   */
  public static SpeedRecord run(
      Request request, Effort effort, Prediction predicted, Consumer<String> progress) {
    boolean bf16 = request.products().contains(Products.BF16);
    Notebook notebook = new Notebook("train", effort, bf16, request.settings(), progress);
    notebook.note(
        "FLOPs: multiply-adds of matrix products, head included, softmax causal; shares: parts"
            + " timed alone on the step's shapes, forward and backward, so rest can be negative;"
            + " share of the ceiling: of the same type's, measured around each row");
    for (Architecture architecture : request.architectures()) {
      for (int context : request.contexts()) {
        for (Products products : request.products()) {
          measure(
              notebook,
              request.size().config(architecture, request.vocabulary(), context),
              products,
              request,
              predicted);
        }
      }
    }
    Crossover.sentences(notebook.rows()).forEach(notebook::note);
    return notebook.close(columns());
  }

  private static List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    for (String key : List.of("arch", "size", "vocabulary", "context", "sequences", "dtype")) {
      columns.add(Column.key(key));
    }
    columns.add(Column.higher("tokens_per_s", "tokens/s", 1, 0));
    columns.add(Column.fact("flops_per_token", "MFLOP/token", 1e-6, 1));
    columns.add(Column.fact("flops", "GFLOP/s", 1e-9, 1));
    columns.add(Column.higher("ceiling_share", "% of ceiling", 100, 1));
    for (Kind kind : Kind.values()) {
      columns.add(Column.fact(kind.column(), kind.title() + " %", 100, 0));
    }
    columns.add(Column.fact("rest_share", "rest %", 100, 0));
    columns.add(Column.fact("predicted_bytes", "predicted MB", 1e-6, 0));
    columns.add(Column.lower("live_bytes", "live MB", 1e-6, 0));
    columns.add(Column.fact("peak_bytes", "resident MB", 1e-6, 0));
    columns.add(Column.fact("base_bytes", "base MB", 1e-6, 0));
    columns.add(Column.fact("runs", "runs", 1, 0));
    columns.add(Column.fact("cpu_s", "cpu s", 1, 3));
    columns.add(Column.fact("wall_s", "wall s", 1, 3));
    return columns;
  }

  private static void measure(
      Notebook notebook,
      ModelConfig config,
      Products products,
      Request request,
      Prediction predicted) {
    int sequences = request.sequences(config.context());
    notebook.progress(
        "%s, %d x %d tokens, %s"
            .formatted(config.architecture().id(), sequences, config.context(), products.id()));
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("arch", config.architecture().id());
    row.put("size", request.size().name());
    row.put("vocabulary", config.vocabulary());
    row.put("context", config.context());
    row.put("sequences", sequences);
    row.put("dtype", products.id());
    StepMemory.Step step =
        new StepMemory.Step(
            config.architecture(),
            request.size(),
            config.vocabulary(),
            config.context(),
            sequences,
            products,
            request.recompute());
    row.put("predicted_bytes", predicted.bytes(Cost.of(config), sequences, step.kernels()));
    if (request.memory()) {
      memory(notebook, step, row);
    }
    steps(notebook, config, step.kernels(), sequences, row);
    double rate = (double) row.get("flops");
    row.put("ceiling_share", rate / notebook.ceilingsAround().of(products));
    notebook.row(row);
  }

  private static void memory(Notebook notebook, StepMemory.Step step, Map<String, Object> row) {
    int threads = notebook.effort().threads();
    Optional<StepMemory.Bytes> live = StepMemory.live(step, threads);
    Optional<StepMemory.Bytes> resident = StepMemory.resident(step, threads);
    live.ifPresent(bytes -> row.put("live_bytes", bytes.needed()));
    resident.ifPresent(
        bytes -> {
          row.put("base_bytes", bytes.base());
          row.put("peak_bytes", bytes.needed());
        });
    if (live.isEmpty() || resident.isEmpty()) {
      notebook.note(
          "memory of %s at %d tokens not measured: the process for it failed or is not on Linux"
              .formatted(step.architecture().id(), step.context()));
    }
  }

  private static void steps(
      Notebook notebook,
      ModelConfig config,
      Kernels kernels,
      int sequences,
      Map<String, Object> row) {
    ParameterLayout layout = ParameterLayout.of(config);
    try (Scope scope = new Scope();
        Parameters parameters = Parameters.initialise(layout, DType.FLOAT32, Device.CPU, 1);
        AdamW optimizer = new AdamW(parameters, AdamWConfig.DEFAULT)) {
      Decoder decoder = new Decoder(config, parameters, kernels);
      Tensor ids = ids(config, sequences);
      AtomicLong step = new AtomicLong();
      Timing timing =
          Timing.of(
              notebook.effort(),
              () -> {
                gradients(decoder, ids);
                update(optimizer, parameters, step);
              });
      double seconds = timing.median(notebook.clock());
      double tokens = (double) sequences * config.context();
      row.put("tokens_per_s", tokens / seconds);
      row.put("flops_per_token", StepFlops.perToken(config, kernels));
      row.put("flops", StepFlops.perToken(config, kernels) * tokens / seconds);
      row.put("runs", timing.samples().size());
      row.put("cpu_s", timing.median(Clock.CPU));
      row.put("wall_s", timing.median(Clock.WALL));
      double update =
          Timing.of(notebook.effort(), () -> update(optimizer, parameters, step))
              .median(notebook.clock());
      shares(notebook, StepParts.of(config, kernels, sequences, ids), update, seconds, row);
    }
  }

  /** One forward and backward pass; the loss. */
  static double gradients(Decoder decoder, Tensor ids) {
    try (Scope scope = new Scope()) {
      Tensor mean = decoder.loss(ids, ids);
      mean.backward();
      return mean.item();
    }
  }

  private static void update(AdamW optimizer, Parameters parameters, AtomicLong step) {
    optimizer.clip();
    optimizer.update(step.incrementAndGet(), 1e-4);
    parameters.zeroGradients();
  }

  private static void shares(
      Notebook notebook,
      List<StepPart> parts,
      double update,
      double seconds,
      Map<String, Object> row) {
    Map<Kind, Double> spent = new LinkedHashMap<>();
    parts.forEach(part -> spent.merge(part.kind(), part.seconds(notebook.effort()), Double::sum));
    spent.put(Kind.OPTIMIZER, update);
    spent.forEach((kind, time) -> row.put(kind.column(), time / seconds));
    double known = spent.values().stream().mapToDouble(Double::doubleValue).sum();
    row.put("rest_share", 1 - known / seconds);
  }

  static Tensor ids(ModelConfig config, int sequences) {
    long tokens = (long) sequences * config.context();
    long[] ids = LongStream.range(0, tokens).map(i -> i * 31 % config.vocabulary()).toArray();
    return Tensors.of(ids, sequences, config.context());
  }
}
