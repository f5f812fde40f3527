package org.isoline.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The loss of one run as a function of compute: straight between checkpoints in double logarithms.
 *
 * @param run the run
 * @param size its rung
 * @param n its parameters
 * @param logC ln FLOP of its checkpoints, strictly increasing
 * @param logLoss ln loss there
 * @param logD ln tokens there
 */
record Curve(String run, String size, double n, double[] logC, double[] logLoss, double[] logD) {

  private record Identity(String run, String size, double n) {}

  /**
   * The curves of all runs with at least two checkpoints; what is left over is added to {@code
   * dropped}. Where no run has more than one checkpoint, the final losses of all runs of a size
   * make its curve.
   */
  static List<Curve> of(List<Point> points, List<Dropped> dropped) {
    boolean finals = areFinals(points);
    Map<Identity, List<Point>> runs = new LinkedHashMap<>();
    for (Point point : points) {
      Identity identity =
          finals
              ? new Identity("", point.size(), 0)
              : new Identity(point.run(), point.size(), point.n());
      runs.computeIfAbsent(identity, run -> new ArrayList<>()).add(point);
    }
    List<Curve> curves = new ArrayList<>();
    for (List<Point> run : runs.values()) {
      List<Point> distinct = distinct(run, dropped);
      if (distinct.size() < 2) {
        dropped.add(
            dropped(distinct.getFirst(), "the only checkpoint of its run; a curve needs two"));
      } else {
        curves.add(curve(distinct));
      }
    }
    curves.sort(Comparator.comparingDouble(Curve::n));
    return curves;
  }

  /** Whether every run has one place, however often a resample drew it. */
  private static boolean areFinals(List<Point> points) {
    Map<String, Double> places = new LinkedHashMap<>();
    for (Point point : points) {
      Double earlier = places.putIfAbsent(point.run(), point.d());
      if (earlier != null && earlier != point.d()) {
        return false;
      }
    }
    return true;
  }

  double start() {
    return logC[0];
  }

  double end() {
    return logC[logC.length - 1];
  }

  boolean covers(double logBudget) {
    return start() <= logBudget && logBudget <= end();
  }

  double logLossAt(double logBudget) {
    return interpolate(logLoss, logBudget);
  }

  double logTokensAt(double logBudget) {
    return interpolate(logD, logBudget);
  }

  /** Mean of ln (FLOP per token) over the checkpoints. */
  double logFlopPerToken() {
    return Line.mean(logC) - Line.mean(logD);
  }

  private double interpolate(double[] values, double logBudget) {
    int found = Arrays.binarySearch(logC, logBudget);
    if (found >= 0) {
      return values[found];
    }
    int right = -found - 1;
    double share = (logBudget - logC[right - 1]) / (logC[right] - logC[right - 1]);
    return values[right - 1] + share * (values[right] - values[right - 1]);
  }

  private static List<Point> distinct(List<Point> run, List<Dropped> dropped) {
    TreeMap<Double, Point> byCompute = new TreeMap<>();
    for (Point point : run) {
      Point earlier = byCompute.put(point.c(), point);
      if (earlier != null) {
        dropped.add(dropped(earlier, "a later row of the run has the same compute"));
      }
    }
    return List.copyOf(byCompute.values());
  }

  private static Dropped dropped(Point point, String reason) {
    return new Dropped(point.run(), "tokens " + point.d(), reason);
  }

  private static Curve curve(List<Point> points) {
    Point first = points.getFirst();
    return new Curve(
        first.run(),
        first.size(),
        first.n(),
        points.stream().mapToDouble(point -> Math.log(point.c())).toArray(),
        points.stream().mapToDouble(point -> Math.log(point.loss())).toArray(),
        points.stream().mapToDouble(point -> Math.log(point.d())).toArray());
  }
}
