package org.isoline.law;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;

/** Models of (nearly) equal compute, ready to be compared. */
final class IsoFlopSlices {
  /** One budget: ln of its compute, and its models. */
  record Slice(double logC, List<Point> points) {}

  /** Models that a parabola needs. */
  static final int NEED = 4;

  private IsoFlopSlices() {}

  /**
   * The slices in order of compute. Planned budgets group the points that carry them; else runs of
   * one checkpoint are grouped by compute, and runs of several are cut, as curves, at evenly spaced
   * budgets.
   */
  static List<Slice> of(
      Selection selection, IsoFlopOptions options, List<Dropped> dropped, List<String> warnings) {
    List<Point> points = selection.points();
    if (points.stream().anyMatch(point -> Double.isFinite(point.budget()))) {
      List<Point> planned = new ArrayList<>();
      for (Point point : points) {
        if (Double.isFinite(point.budget())) {
          planned.add(point);
        } else {
          dropped.add(
              new Dropped(point.run(), "tokens " + point.d(), "it has no budget, others have"));
        }
      }
      return grouped(planned, true, options.tolerance(), warnings);
    }
    return hasCurves(points)
        ? cut(Curve.of(points, dropped), options.slices())
        : grouped(points, false, options.tolerance(), warnings);
  }

  private static boolean hasCurves(List<Point> points) {
    Set<String> runs = new HashSet<>();
    points.forEach(point -> runs.add(point.run()));
    return runs.size() * 2 <= points.size();
  }

  /** Neighbours in ln C that are closer than the tolerance belong together. */
  private static List<Slice> grouped(
      List<Point> points, boolean planned, double tolerance, List<String> warnings) {
    List<Point> sorted =
        points.stream().sorted(Comparator.comparingDouble(p -> logC(p, planned))).toList();
    List<Slice> slices = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= sorted.size(); i++) {
      boolean ends =
          i == sorted.size()
              || logC(sorted.get(i), planned) - logC(sorted.get(i - 1), planned) > tolerance;
      if (ends) {
        slices.add(slice(sorted.subList(start, i), planned, tolerance, warnings));
        start = i;
      }
    }
    return slices;
  }

  private static Slice slice(
      List<Point> points, boolean planned, double tolerance, List<String> warnings) {
    double[] logC = points.stream().mapToDouble(point -> logC(point, planned)).toArray();
    double spread = Line.spread(logC);
    if (spread > 2 * tolerance) {
      warnings.add(
          Numbers.format(
              "one budget covers %.3g to %.3g FLOP: neighbours are within the tolerance of %.2g in"
                  + " ln C, its ends are not; name the budgets in a column, or lower the tolerance",
              Math.exp(logC[0]), Math.exp(logC[logC.length - 1]), tolerance));
    }
    return new Slice(Line.mean(logC), List.copyOf(points));
  }

  private static double logC(Point point, boolean planned) {
    return Math.log(planned ? point.budget() : point.c());
  }

  /** Evenly spaced budgets over the part where enough curves can be compared. */
  private static List<Slice> cut(List<Curve> curves, int slices) {
    double[] ends =
        curves.stream()
            .flatMapToDouble(c -> DoubleStream.of(c.start(), c.end()))
            .sorted()
            .toArray();
    double[] comparable =
        DoubleStream.of(ends).filter(budget -> covering(curves, budget).size() >= NEED).toArray();
    List<Slice> cuts = new ArrayList<>();
    if (comparable.length == 0) {
      return cuts;
    }
    double low = comparable[0];
    double high = comparable[comparable.length - 1];
    for (int i = 0; i < slices; i++) {
      double budget = i == slices - 1 ? high : low + (high - low) * i / (slices - 1);
      List<Point> there =
          covering(curves, budget).stream().map(curve -> at(curve, budget)).toList();
      if (!there.isEmpty()) {
        cuts.add(new Slice(budget, there));
      }
    }
    return cuts;
  }

  private static List<Curve> covering(List<Curve> curves, double budget) {
    return curves.stream().filter(curve -> curve.covers(budget)).toList();
  }

  private static Point at(Curve curve, double budget) {
    return new Point(
        curve.run(),
        curve.size(),
        curve.n(),
        Math.exp(curve.logTokensAt(budget)),
        Math.exp(budget),
        Math.exp(curve.logLossAt(budget)));
  }
}
