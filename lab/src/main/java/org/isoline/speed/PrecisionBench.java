package org.isoline.speed;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.isoline.corpus.Batch;
import org.isoline.corpus.Batches;
import org.isoline.corpus.PreparedCorpus;
import org.isoline.evaluate.Validation;
import org.isoline.model.Architecture;
import org.isoline.model.Decoder;
import org.isoline.model.DocumentBoundaries;
import org.isoline.model.ModelConfig;
import org.isoline.model.ParameterLayout;
import org.isoline.model.Parameters;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.isoline.train.AdamW;
import org.isoline.train.AdamWConfig;

/**
 * Whether training with bfloat16 products learns what training in float32 learns.
 *
 * <p>Every architecture is trained in both from the same seeds: initial weights and order of the
 * documents. The validation loss after some updates then differs between types by rounding, and
 * between seeds by chance. bfloat16 is harmless as long as the first difference is small beside the
 * second.
 */
public final class PrecisionBench {
  private static final double LEARNING_RATE = 1e-3;
  private static final int WARM_UP = 30;
  private static final int POINTS = 6;
  private static final int VALIDATION_TOKENS = 16_384;

  private PrecisionBench() {}

  /**
   * What to train.
   *
   * @param architectures of the models
   * @param size of the models
   * @param context tokens of a sequence
   * @param sequences of an update
   * @param steps updates, at least 6
   * @param seeds how many, at least 2
   */
  public record Request(
      List<Architecture> architectures,
      ModelSize size,
      int context,
      int sequences,
      int steps,
      int seeds) {
    /** Checks the numbers. */
    public Request {
      architectures = Requests.some("arch", architectures);
      Requests.positive("context", context);
      Requests.positive("sequences", sequences);
      if (steps < POINTS) {
        throw new SpeedException("steps = " + steps + ", must be at least " + POINTS);
      }
      if (seeds < 2) {
        throw new SpeedException(
            "seeds = " + seeds + ", must be at least 2: the noise of the seed is measured by them");
      }
    }

    private Map<String, Object> settings() {
      return Map.of(
          "size",
          size.name(),
          "context",
          context,
          "sequences",
          sequences,
          "steps",
          steps,
          "seeds",
          seeds,
          "learning_rate",
          LEARNING_RATE);
    }
  }

  /** Validation losses of one run, at each of the points. */
  private record Curve(List<Double> losses) {}

  /** Trains them all. */
  public static SpeedRecord run(
      Request request, PreparedCorpus corpus, Effort effort, Consumer<String> progress) {
    Notebook notebook = new Notebook("precision", effort, true, request.settings(), progress);
    notebook.note(
        String.format(
            Locale.ROOT,
            "validation loss in nats a token, mean of %d seeds; difference: bf16 less fp32 of the same"
                + " seed, mean and largest; seed noise: standard deviation between seeds in fp32",
            request.seeds()));
    for (Architecture architecture : request.architectures()) {
      ModelConfig config =
          request
              .size()
              .config(architecture, corpus.tokenizer().vocabularySize(), request.context());
      List<Curve> single = new ArrayList<>();
      List<Curve> half = new ArrayList<>();
      for (int seed = 1; seed <= request.seeds(); seed++) {
        single.add(train(notebook, request, config, corpus, Products.FP32, seed));
        half.add(train(notebook, request, config, corpus, Products.BF16, seed));
      }
      for (int point = 0; point < POINTS; point++) {
        notebook.row(row(request, architecture, point, single, half));
      }
    }
    return notebook.close(columns());
  }

  private static List<Column> columns() {
    return List.of(
        Column.key("arch"),
        Column.key("size"),
        Column.key("step"),
        Column.fact("fp32_loss", "fp32 loss", 1, 4),
        Column.fact("bf16_loss", "bf16 loss", 1, 4),
        Column.fact("mean_difference", "mean difference", 1, 5),
        Column.fact("largest_difference", "largest", 1, 5),
        Column.fact("seed_deviation", "seed noise", 1, 5),
        Column.lower("noise_share", "largest / noise", 1, 2));
  }

  private static Map<String, Object> row(
      Request request, Architecture architecture, int point, List<Curve> single, List<Curve> half) {
    ToDoubleFunction<Curve> loss = curve -> curve.losses().get(point);
    double mean = mean(single, loss);
    double sum = 0;
    double largest = 0;
    double squares = 0;
    for (int i = 0; i < single.size(); i++) {
      double own = loss.applyAsDouble(single.get(i));
      double difference = loss.applyAsDouble(half.get(i)) - own;
      sum += difference;
      largest = Math.max(largest, Math.abs(difference));
      squares += (own - mean) * (own - mean);
    }
    double deviation = Math.sqrt(squares / (single.size() - 1));
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("arch", architecture.id());
    row.put("size", request.size().name());
    row.put("step", step(request, point));
    row.put("fp32_loss", mean);
    row.put("bf16_loss", mean(half, loss));
    row.put("mean_difference", sum / single.size());
    row.put("largest_difference", largest);
    row.put("seed_deviation", deviation);
    row.put("noise_share", largest / deviation);
    return row;
  }

  private static double mean(List<Curve> curves, ToDoubleFunction<Curve> loss) {
    return curves.stream().mapToDouble(loss).average().orElseThrow();
  }

  private static int step(Request request, int point) {
    return request.steps() * (point + 1) / POINTS;
  }

  private static Curve train(
      Notebook notebook,
      Request request,
      ModelConfig config,
      PreparedCorpus corpus,
      Products products,
      int seed) {
    Batches batches = new Batches(corpus.train(), request.context(), seed);
    Validation validation =
        new Validation(
            corpus.validation(), request.context(), VALIDATION_TOKENS, DocumentBoundaries.IGNORE);
    List<Double> losses = new ArrayList<>();
    try (Parameters parameters =
            Parameters.initialise(ParameterLayout.of(config), DType.FLOAT32, Device.CPU, seed);
        AdamW optimizer = new AdamW(parameters, AdamWConfig.DEFAULT)) {
      Decoder decoder = new Decoder(config, parameters, products.kernels());
      Decoder scored = new Decoder(config, parameters, Products.FP32.kernels());
      for (int step = 1; step <= request.steps(); step++) {
        try (Scope scope = new Scope()) {
          Batch batch = batches.next(request.sequences());
          Tensor ids = Tensors.of(batch.inputs(), batch.sequences(), batch.context());
          Tensor targets = Tensors.of(batch.targets(), batch.sequences(), batch.context());
          decoder.loss(ids, targets).backward();
        }
        optimizer.clip();
        optimizer.update(step, LEARNING_RATE * Math.min(1, (double) step / WARM_UP));
        parameters.zeroGradients();
        if (step == step(request, losses.size())) {
          losses.add(validation.score(scored).loss());
        }
      }
    }
    notebook.progress(
        String.format(
            Locale.ROOT,
            "%s, %s, seed %d: %.4f nats a token after %d updates",
            config.architecture().id(),
            products.id(),
            seed,
            losses.getLast(),
            request.steps()));
    return new Curve(losses);
  }
}
