package org.isoline.law.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.isoline.law.ComputeCount;
import org.isoline.law.Convention;
import org.isoline.law.LossColumn;
import org.isoline.law.Observation;
import org.isoline.law.ParameterCount;
import org.isoline.law.ParametricLaw;
import org.isoline.law.Selection;
import org.isoline.law.SelectionRule;

/** Synthetic studies of several architectures whose laws are known. */
final class Study {
  static final ParametricLaw LAW = new ParametricLaw(1.82, 480, 2100, 0.348, 0.366);
  static final List<String> SIZES = List.of("70M", "160M", "410M", "1B", "3B", "7B");
  static final Convention SIX_ND =
      new Convention(ParameterCount.NON_EMBEDDING, ComputeCount.SIX_ND, LossColumn.VALIDATION);
  private static final double[] PARAMETERS = {20e6, 85e6, 302e6, 1.08e9, 2.8e9, 6.4e9};
  private static final int CHECKPOINTS = 5;
  private static final double TOKENS = 300e9;

  private Study() {}

  /** One run of every size; each run has its own luck, each checkpoint a little of its own. */
  static List<Observation> runs(String arch, ParametricLaw law, double noise, long luck) {
    return runs(arch, law, noise, luck, SIZES, 1);
  }

  static List<Observation> runs(
      String arch, ParametricLaw law, double noise, long luck, List<String> sizes, int seeds) {
    Random random = new Random(luck);
    List<Observation> rows = new ArrayList<>();
    for (String size : sizes) {
      for (int seed = 1; seed <= seeds; seed++) {
        double shift = noise * random.nextGaussian();
        for (int i = 1; i <= CHECKPOINTS; i++) {
          double n = PARAMETERS[SIZES.indexOf(size)];
          double d = TOKENS * i / CHECKPOINTS;
          double wiggle = 0.2 * noise * random.nextGaussian();
          rows.add(row(arch, size, seed, n, d, law.loss(n, d) * Math.exp(shift + wiggle)));
        }
      }
    }
    return rows;
  }

  /** Eight sizes at each of four budgets; every row is a run. */
  static List<Observation> isoFlop(String arch, ParametricLaw law, double noise, long luck) {
    Random random = new Random(luck);
    List<Observation> rows = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      double flop = 1e19 * Math.pow(10, 0.5 * i);
      for (int j = 0; j < 8; j++) {
        double n = law.parametersAt(1e20) * Math.pow(2, j - 3.5);
        double d = flop / (6 * n);
        double loss = law.loss(n, d) * Math.exp(noise * random.nextGaussian());
        rows.add(row(arch, "rung " + j, i, n, d, loss));
      }
    }
    return rows;
  }

  static Observation row(String arch, String size, int seed, double n, double d, double loss) {
    return new Observation(
        arch,
        size,
        arch + "-" + size + "-" + seed,
        seed,
        (long) (d / 1e6),
        d,
        1e12,
        n,
        1.2 * n,
        ("llama".equals(arch) ? 9 * Math.pow(n / 1e9, -0.1) : 6) * n * d,
        6 * n * d,
        6 * n * d,
        loss,
        loss,
        loss / 3,
        3e-4,
        "stable",
        1e6,
        2048);
  }

  static Contender contender(List<Observation> rows) {
    return contender(rows, SIX_ND);
  }

  static Contender contender(List<Observation> rows, Convention convention) {
    return Contender.of(
        rows.getFirst().arch(), rows, Selection.of(rows, convention, SelectionRule.onePhase(rows)));
  }

  /** All terms of a law times a factor. */
  static ParametricLaw times(ParametricLaw law, double factor) {
    return new ParametricLaw(
        factor * law.e(), factor * law.a(), factor * law.b(), law.alpha(), law.beta());
  }
}
