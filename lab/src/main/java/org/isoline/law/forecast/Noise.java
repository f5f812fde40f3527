package org.isoline.law.forecast;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.isoline.law.LawException;
import org.isoline.law.LossLaw;
import org.isoline.law.Point;

/**
 * How losses scatter about a law, as standard deviations of ln L: 0.005 is half a percent.
 *
 * @param checkpoint of each checkpoint for itself
 * @param run common to all checkpoints of a run: the luck of its seed
 */
public record Noise(double checkpoint, double run) {
  private static final int SHAPE_IN_TOKENS = 2;
  private static final int SHAPE_IN_SIZES = 3;

  /**
   * Checks the ranges.
   *
   * @throws LawException if one is negative, not finite, or above 1
   */
  public Noise {
    require("noise", checkpoint);
    require("run noise", run);
  }

  private static void require(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new LawException(
          name
              + " = "
              + value
              + " is not a standard deviation of ln L; use 0 to 1, for instance 0.005 for half a"
              + " percent");
    }
  }

  /**
   * The noise of points about a law fitted to them, by analysis of variance of the residuals of ln
   * L: s^2 = sum within runs / (n - R - 2) and s_run^2 = sum_i r_i^2 / (R - 3) - s^2 / m, with R
   * runs of m checkpoints and mean residuals r_i. The fit spends about two coefficients (B, beta)
   * on the shape of curves and three (E, A, alpha) on their heights. Where every run has one
   * checkpoint all noise counts as that of checkpoints.
   */
  public static Noise measured(LossLaw law, List<Point> points) {
    Map<String, List<Double>> runs = new LinkedHashMap<>();
    for (Point p : points) {
      runs.computeIfAbsent(p.run(), run -> new ArrayList<>())
          .add(Math.log(p.loss() / law.loss(p.n(), p.d())));
    }
    double within = 0;
    double between = 0;
    double perRun = 0;
    for (List<Double> run : runs.values()) {
      double mean = run.stream().mapToDouble(r -> r).average().orElseThrow();
      within += run.stream().mapToDouble(r -> (r - mean) * (r - mean)).sum();
      between += mean * mean;
      perRun += 1.0 / run.size();
    }
    int count = runs.size();
    if (points.size() - count <= SHAPE_IN_TOKENS) {
      int freedom = Math.max(1, points.size() - SHAPE_IN_TOKENS - SHAPE_IN_SIZES);
      return new Noise(Math.sqrt((within + between) / freedom), 0);
    }
    double checkpoint = within / (points.size() - count - SHAPE_IN_TOKENS);
    double heights = between / Math.max(1, count - SHAPE_IN_SIZES);
    return new Noise(
        Math.sqrt(checkpoint), Math.sqrt(Math.max(0, heights - checkpoint * perRun / count)));
  }
}
