package org.isoline.law;

import java.util.ArrayList;
import java.util.List;

/** Synthetic studies with known laws. */
final class Ladder {
  static final ParametricLaw SURFACE = new ParametricLaw(1.82, 480, 2100, 0.348, 0.366);

  /** Six sizes like those of the study, 20M to 6.4B without embeddings. */
  static final double[] SIX_SIZES = {20e6, 85e6, 302e6, 1.08e9, 2.8e9, 6.4e9};

  private Ladder() {}

  /** Runs of every size over the same token counts, losses from {@code law}. */
  static List<Observation> onSurface(ParametricLaw law, double[] sizes, double[] tokens) {
    List<Observation> observations = new ArrayList<>();
    for (double n : sizes) {
      for (double d : tokens) {
        observations.add(checkpoint("llama", n, d, 6 * n * d, law.loss(n, d)));
      }
    }
    return observations;
  }

  static Observation checkpoint(String arch, double n, double d, double flop, double loss) {
    return new Observation(
        arch,
        "N=" + n,
        arch + "-" + n,
        1,
        (long) (d / 1e6),
        d,
        1e12,
        n,
        1.2 * n,
        flop,
        0.8 * flop,
        6 * n * d,
        loss,
        loss,
        loss / 3,
        3e-4,
        "stable",
        1e6,
        2048);
  }

  static Point point(double n, double d, double loss) {
    return new Point("run", "size", n, d, 6 * n * d, loss);
  }

  static double[] logSpaced(double low, double high, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = low * Math.pow(high / low, i / (count - 1.0));
    }
    return values;
  }

  static double[] evenlySpaced(double high, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = high * (i + 1) / count;
    }
    return values;
  }

  static Convention convention(ComputeCount compute) {
    return new Convention(ParameterCount.NON_EMBEDDING, compute, LossColumn.VALIDATION);
  }
}
