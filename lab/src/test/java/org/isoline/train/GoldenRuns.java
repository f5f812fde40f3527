package org.isoline.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.isoline.model.Architecture;
import org.isoline.model.Decoder;
import org.isoline.model.Kernels;
import org.isoline.model.ModelConfig;
import org.isoline.model.ParameterLayout;
import org.isoline.model.ParameterSpec;
import org.isoline.model.Parameters;
import org.isoline.model.Shape;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Tiny training runs as {@code golden/runs.json} describes them, with their recorded losses.
 *
 * <p>Weights and tokens come from {@link Random}, whose numbers are part of its specification; the
 * generators of libtorch draw differently at different vector widths.
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record GoldenRuns(
    String description,
    int layers,
    int width,
    int headDim,
    int vocabulary,
    int context,
    int batchSequences,
    int steps,
    long weightSeed,
    long tokenSeed,
    int chunk,
    int lossRows,
    double learningRate,
    long warmupSteps,
    double beta1,
    double beta2,
    double eps,
    double weightDecay,
    double clip,
    double toleranceFloat32,
    double toleranceFloat64,
    Map<String, List<Double>> losses) {
  private static final Path FILE = Path.of("src/test/resources/golden/runs.json");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static GoldenRuns read() {
    try {
      return MAPPER.readValue(FILE.toFile(), GoldenRuns.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void record(Architecture architecture, List<Double> recorded) {
    losses.put(architecture.id(), recorded);
    try {
      Files.writeString(
          FILE, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Double> recorded(Architecture architecture) {
    return losses.getOrDefault(architecture.id(), List.of());
  }

  ModelConfig config(Architecture architecture) {
    return ModelConfig.paper(architecture, Shape.of(layers, width, headDim), vocabulary, context);
  }

  AdamWConfig optimizer() {
    return new AdamWConfig(beta1, beta2, eps, weightDecay, clip);
  }

  Kernels chunkwise() {
    return Kernels.chunkwise(chunk, lossRows);
  }

  double tolerance(DType dtype) {
    return dtype == DType.FLOAT64 ? toleranceFloat64 : toleranceFloat32;
  }

  /** The loss before each update. */
  List<Double> train(ModelConfig config, AdamWConfig optimizer, Kernels kernels, DType dtype) {
    List<Double> run = new ArrayList<>();
    Schedule schedule = new Schedule.Constant(warmupSteps);
    int[] tokens = tokens();
    try (Parameters parameters =
            Parameters.allocate(ParameterLayout.of(config), dtype, Device.CPU);
        AdamW adam = new AdamW(parameters, optimizer)) {
      fill(parameters);
      Decoder decoder = new Decoder(config, parameters, kernels);
      for (int step = 0; step < steps; step++) {
        try (Scope scope = new Scope()) {
          Tensor loss = decoder.loss(window(tokens, step, 0), window(tokens, step, 1));
          loss.backward();
          run.add(loss.item());
        }
        adam.clip();
        adam.update(step + 1, learningRate * schedule.factor(step, steps));
        parameters.zeroGradients();
      }
    }
    return run;
  }

  /** A walk with a fixed stride that jumps at every fifth token on average. */
  private int[] tokens() {
    Random random = new Random(tokenSeed);
    int[] tokens = new int[steps * batchSequences * context + 1];
    for (int i = 1; i < tokens.length; i++) {
      tokens[i] =
          random.nextInt(5) == 0 ? random.nextInt(vocabulary) : (tokens[i - 1] + 7) % vocabulary;
    }
    return tokens;
  }

  private Tensor window(int[] tokens, int step, int shift) {
    long[] ids = new long[batchSequences * context];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = tokens[step * ids.length + i + shift];
    }
    return Tensors.of(ids, batchSequences, context);
  }

  private void fill(Parameters parameters) {
    for (ParameterSpec spec : parameters.layout().parameters()) {
      Random random = new Random(31 * weightSeed + spec.name().hashCode());
      float[] values = new float[Math.toIntExact(spec.elements())];
      for (int i = 0; i < values.length; i++) {
        // Rounded to float, so that runs in either precision start from the same weights.
        values[i] = (float) weight(spec, 2 * random.nextDouble() - 1);
      }
      try (Scope scope = new Scope();
          Autograd.Mode off = Autograd.off()) {
        InPlace.copy(parameters.get(spec.name()), Tensors.of(values, spec.extents()));
      }
    }
  }

  /** No weight keeps a value at which it would have no effect, such as 1 or 0. */
  private static double weight(ParameterSpec spec, double uniform) {
    if (spec.name().endsWith("logit_lambda")) {
      return 2 * uniform;
    }
    if (spec.training() != ParameterSpec.Training.DECAYED) {
      return spec.name().endsWith("norm.weight") ? 1 + 0.3 * uniform : 0.3 * uniform;
    }
    return uniform * Math.sqrt(3.0 / spec.shape().getLast());
  }
}
