package org.isoline.oracle;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Writes golden cases. */
public final class OracleCase {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final String LOG_LAMBDA = "model.tpe.log_lambda";
  private static final int RANDOM_ENTRIES = 10;

  private OracleCase() {}

  /**
   * Writes {@code config.json}, {@code model.safetensors}, {@code io.safetensors} and {@code
   * expected.json}. The same specification gives the same bytes.
   *
   * @param folder created if absent; files of these names are replaced
   * @throws IOException if a file cannot be written
   */
  public static void write(Path folder, OracleSpec spec) throws IOException {
    Map<String, Stored> weights = OracleWeights.of(spec);
    int[] ids = OracleWeights.ids(spec);
    Files.createDirectories(folder);
    JSON.writeValue(folder.resolve("config.json").toFile(), OracleConfig.of(spec));
    Map<String, TensorFile.Typed> model = new LinkedHashMap<>();
    weights.forEach(
        (name, tensor) -> model.put(name, new TensorFile.Typed(spec.variant().storage(), tensor)));
    TensorFile.write(folder.resolve("model.safetensors"), model);
    OracleModel.Pass pass = OracleModel.run(spec, weights, ids);
    TensorFile.write(folder.resolve("io.safetensors"), inputAndOutput(spec, ids, pass));
    JSON.writeValue(folder.resolve("expected.json").toFile(), expected(spec, weights, ids, pass));
  }

  private static Map<String, TensorFile.Typed> inputAndOutput(
      OracleSpec spec, int[] ids, OracleModel.Pass pass) {
    int batch = spec.input().batch();
    int length = spec.input().length();
    double[] wide = Arrays.stream(ids).asDoubleStream().toArray();
    Map<String, TensorFile.Typed> io = new LinkedHashMap<>();
    io.put(
        "input_ids",
        new TensorFile.Typed(StorageType.I64, new Stored(List.of(batch, length), wide)));
    List<Integer> shape = List.of(batch, length, spec.shape().vocabulary());
    io.put("logits", new TensorFile.Typed(StorageType.F32, new Stored(shape, pass.logits())));
    return io;
  }

  private static Map<String, Object> expected(
      OracleSpec spec, Map<String, Stored> weights, int[] ids, OracleModel.Pass pass) {
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("case", spec.name());
    expected.put("profile", spec.format().flag);
    expected.put("flags", OracleConfig.flags(spec));
    expected.put("batch", spec.input().batch());
    expected.put("seq_len", spec.input().length());
    expected.put("seed", spec.input().seed());
    expected.put("loss", pass.loss());
    expected.put("loss_definition", "mean over b*(n-1) of -log softmax(logits[:,t])[ids[:,t+1]]");
    expected.put("uniform_loss", Math.log(spec.shape().vocabulary()));
    expected.put(
        "trainable_parameters",
        pass.gradients().values().stream().mapToLong(gradient -> gradient.length).sum());
    expected.put("grad_global_l2", l2(pass.gradients().values().toArray(double[][]::new)));
    OracleTraining training = OracleTraining.run(spec, weights, ids);
    expected.put("adamw", adamw(weights, pass, training));
    expected.put("oracle_noise", noise(spec, weights, ids, pass, training));
    expected.put("stats", stats(spec, pass));
    Map<String, Object> gradients = new LinkedHashMap<>();
    pass.gradients()
        .forEach(
            (name, gradient) ->
                gradients.put(name, summary(name, weights.get(name).shape(), gradient)));
    expected.put("gradients", gradients);
    if (spec.format() == OracleFormat.COSFORMER2) {
      expected.put("alternative_logit_lambda", logitLambda(spec, weights, ids));
    }
    return expected;
  }

  private static Map<String, Object> adamw(
      Map<String, Stored> weights, OracleModel.Pass pass, OracleTraining training) {
    Map<String, Object> adamw = new LinkedHashMap<>();
    adamw.put("lr", OracleTraining.RATE);
    adamw.put("beta1", OracleTraining.BETA1);
    adamw.put("beta2", OracleTraining.BETA2);
    adamw.put("eps", OracleTraining.EPS);
    adamw.put("weight_decay", OracleTraining.WEIGHT_DECAY);
    adamw.put("clip", null);
    adamw.put("schedule", "constant");
    adamw.put("steps", OracleTraining.STEPS);
    adamw.put(
        "decayed_tensors",
        weights.entrySet().stream()
            .filter(tensor -> OracleTraining.decayed(tensor.getKey(), tensor.getValue()))
            .map(Map.Entry::getKey)
            .toList());
    adamw.put("losses", training.losses());
    Map<String, Object> lengths = new LinkedHashMap<>();
    pass.gradients()
        .keySet()
        .forEach(name -> lengths.put(name, l2(training.weights().get(name).values())));
    adamw.put("final_param_l2", lengths);
    return adamw;
  }

  /**
   * What rounding every intermediate result to float32 does: less than float32 arithmetic
   * throughout does, whose sums are rounded too.
   */
  static Map<String, Object> noise(
      OracleSpec spec,
      Map<String, Stored> weights,
      int[] ids,
      OracleModel.Pass pass,
      OracleTraining training) {
    OracleModel.Pass single = OracleModel.run(spec, weights, ids, StorageType.F32);
    double gradients = 0;
    for (Map.Entry<String, double[]> gradient : pass.gradients().entrySet()) {
      double norm = l2(gradient.getValue());
      double[] error = difference(gradient.getValue(), single.gradients().get(gradient.getKey()));
      gradients = norm == 0 ? gradients : Math.max(gradients, l2(error) / norm);
    }
    List<Double> losses = OracleTraining.run(spec, weights, ids, StorageType.F32).losses();
    Map<String, Object> noise = new LinkedHashMap<>();
    noise.put("fp32_logits_max_abs", largest(difference(pass.logits(), single.logits())));
    noise.put("fp32_loss", Math.abs(pass.loss() - single.loss()));
    noise.put("fp32_grad_rel_l2_worst", gradients);
    noise.put(
        "fp32_adamw_loss_max", largest(difference(doubles(training.losses()), doubles(losses))));
    return noise;
  }

  private static double[] doubles(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double[] difference(double[] a, double[] b) {
    double[] difference = a.clone();
    Arrays.setAll(difference, i -> a[i] - b[i]);
    return difference;
  }

  /** The same weights with {@code a = logit(lambda)} in place of {@code log(lambda)}. */
  static Map<String, Stored> withLogitLambda(Map<String, Stored> weights) {
    Map<String, Stored> changed = new LinkedHashMap<>();
    weights.forEach(
        (name, tensor) -> {
          if (name.equals(LOG_LAMBDA)) {
            double[] a =
                Arrays.stream(tensor.values())
                    .map(log -> log - Math.log(-Math.expm1(log)))
                    .toArray();
            changed.put(OracleModel.LOGIT_LAMBDA, new Stored(tensor.shape(), a));
          } else {
            changed.put(name, tensor);
          }
        });
    return changed;
  }

  private static Map<String, Object> logitLambda(
      OracleSpec spec, Map<String, Stored> weights, int[] ids) {
    Map<String, Stored> changed = withLogitLambda(weights);
    OracleModel.Pass pass = OracleModel.run(spec, changed, ids);
    String name = OracleModel.LOGIT_LAMBDA;
    Map<String, Object> alternative = new LinkedHashMap<>();
    alternative.put("note", "a = logit(lambda), lambda = sigmoid(a); every other tensor the same");
    alternative.put("grad_a", summary(name, changed.get(name).shape(), pass.gradients().get(name)));
    alternative.put("adamw_losses", OracleTraining.run(spec, changed, ids).losses());
    return alternative;
  }

  private static Map<String, Object> summary(String name, List<Integer> shape, double[] gradient) {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("shape", shape);
    summary.put("l2", l2(gradient));
    summary.put("max_abs", largest(gradient));
    summary.put("sum", Arrays.stream(gradient).sum());
    // String.hashCode is specified, so the choice is the same everywhere.
    SplittableRandom random = new SplittableRandom(name.hashCode());
    TreeSet<Integer> chosen = new TreeSet<>(List.of(0, gradient.length - 1));
    for (int i = 0; i < RANDOM_ENTRIES; i++) {
      chosen.add(random.nextInt(gradient.length));
    }
    for (int i = 0; i < gradient.length; i++) {
      if (Math.abs(gradient[i]) == largest(gradient)) {
        chosen.add(i);
        break;
      }
    }
    summary.put("entries", chosen.stream().map(i -> List.<Number>of(i, gradient[i])).toList());
    return summary;
  }

  private static Map<String, Object> stats(OracleSpec spec, OracleModel.Pass pass) {
    Map<String, Object> stats = new LinkedHashMap<>();
    stats.put("logits_max_abs", largest(pass.logits()));
    double mean = Arrays.stream(pass.logits()).average().orElseThrow();
    stats.put(
        "logits_std",
        Math.sqrt(
            Arrays.stream(pass.logits())
                .map(logit -> (logit - mean) * (logit - mean))
                .average()
                .orElseThrow()));
    stats.put(
        "log_decay_min_median_max",
        pass.trace().entrySet().stream()
            .filter(trace -> trace.getKey().endsWith("log_decay"))
            .map(trace -> Arrays.stream(trace.getValue()).sorted().toArray())
            .map(sorted -> List.of(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]))
            .toList());
    Map<String, Object> rms = new LinkedHashMap<>();
    pass.trace().entrySet().stream()
        .filter(trace -> !trace.getKey().endsWith("log_decay"))
        .forEach(
            trace ->
                rms.put(trace.getKey(), l2(trace.getValue()) / Math.sqrt(trace.getValue().length)));
    stats.put("rms", rms);
    return stats;
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElseThrow();
  }

  static double l2(double[]... parts) {
    return Math.sqrt(
        Arrays.stream(parts).flatMapToDouble(Arrays::stream).map(value -> value * value).sum());
  }
}
