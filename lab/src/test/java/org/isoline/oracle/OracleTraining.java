package org.isoline.oracle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * AdamW on one batch: decoupled weight decay on matrices and embeddings, constant learning rate, no
 * clipping.
 *
 * @param losses before every step and after the last
 * @param weights after the last step
 */
record OracleTraining(List<Double> losses, Map<String, Stored> weights) {
  static final double RATE = 1e-3;
  static final double BETA1 = 0.9;
  static final double BETA2 = 0.95;
  static final double EPS = 1e-8;
  static final double WEIGHT_DECAY = 0.1;
  static final int STEPS = 5;

  static OracleTraining run(OracleSpec spec, Map<String, Stored> start, int[] ids) {
    return run(spec, start, ids, StorageType.F64);
  }

  /** The same with intermediate results, and the weights after every step, rounded. */
  static OracleTraining run(
      OracleSpec spec, Map<String, Stored> start, int[] ids, StorageType precision) {
    Map<String, Stored> weights = new LinkedHashMap<>();
    Map<String, double[]> first = new LinkedHashMap<>();
    Map<String, double[]> second = new LinkedHashMap<>();
    start.forEach(
        (name, tensor) -> {
          weights.put(name, new Stored(tensor.shape(), tensor.values().clone()));
          first.put(name, new double[tensor.values().length]);
          second.put(name, new double[tensor.values().length]);
        });
    List<Double> losses = new ArrayList<>();
    for (int step = 1; step <= STEPS; step++) {
      OracleModel.Pass pass = OracleModel.run(spec, weights, ids, precision);
      losses.add(pass.loss());
      for (Map.Entry<String, double[]> gradient : pass.gradients().entrySet()) {
        String name = gradient.getKey();
        double decay = decayed(name, weights.get(name)) ? 1 - RATE * WEIGHT_DECAY : 1;
        update(
            weights.get(name).values(),
            gradient.getValue(),
            first.get(name),
            second.get(name),
            decay,
            step);
        double[] values = weights.get(name).values();
        Arrays.setAll(values, i -> precision.round(values[i]));
      }
    }
    losses.add(OracleModel.run(spec, weights, ids, precision).loss());
    return new OracleTraining(List.copyOf(losses), weights);
  }

  private static void update(
      double[] w, double[] gradient, double[] first, double[] second, double decay, int step) {
    double correction1 = 1 - Math.pow(BETA1, step);
    double correction2 = 1 - Math.pow(BETA2, step);
    for (int i = 0; i < w.length; i++) {
      double g = gradient[i];
      first[i] = BETA1 * first[i] + (1 - BETA1) * g;
      second[i] = BETA2 * second[i] + (1 - BETA2) * g * g;
      double mean = first[i] / correction1;
      double root = Math.sqrt(second[i] / correction2);
      w[i] = w[i] * decay - RATE * mean / (root + EPS);
    }
  }

  /** Matrices and embeddings; not norms, angles, lower bounds or the Toeplitz decays. */
  static boolean decayed(String name, Stored tensor) {
    boolean matrix = tensor.shape().size() == 2 && name.endsWith(".weight");
    return matrix || name.equals("model.tpe.b");
  }
}
