package org.isoline.law.interval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.isoline.law.FitOptions;
import org.isoline.law.ParametricFit;
import org.isoline.law.ParametricLaw;
import org.isoline.law.Point;
import org.isoline.law.Selection;

/**
 * How a size fits in with the others: a rung off the line was often trained with a learning rate
 * that does not suit it.
 *
 * @param size its name
 * @param n its parameters
 * @param points of it
 * @param deviation mean of ln L minus the prediction of the law fitted without it; NaN if there is
 *     none
 * @param spread root mean square of the others' residuals about that law
 */
public record Rung(String size, double n, int points, double deviation, double spread) {
  private static final double TIMES = 4;
  private static final double LEAST = 0.005;

  /** More than 0.5 % of the loss off, and four times what the others scatter. */
  public boolean isOff() {
    return Math.abs(deviation) > LEAST && Math.abs(deviation) > TIMES * spread;
  }

  /** The finding in a sentence. */
  public String describe() {
    if (Double.isNaN(deviation)) {
      return size + ": the other sizes alone give no law to judge it by";
    }
    return String.format(
        Locale.ROOT,
        "%s: its loss is %+.2f %% off the law of the other sizes, which scatter by %.2f %%%s",
        size,
        100 * deviation,
        100 * spread,
        isOff() ? ": look at its learning rate and its curve before you use the law" : "");
  }

  /** Every size against the law of the others, from small to large. */
  public static List<Rung> of(Selection selection, FitOptions options) {
    List<Rung> rungs = new ArrayList<>();
    for (String size : selection.points().stream().map(Point::size).distinct().toList()) {
      List<Point> own = points(selection, size, true);
      Selection others = Selection.of(points(selection, size, false));
      Optional<ParametricLaw> law = ParametricFit.fit(others, options.parametric()).fitted();
      rungs.add(
          new Rung(
              size,
              own.getFirst().n(),
              own.size(),
              law.map(found -> mean(found, own)).orElse(Double.NaN),
              law.map(found -> scatter(found, others.points())).orElse(Double.NaN)));
    }
    rungs.sort(Comparator.comparingDouble(Rung::n));
    return rungs;
  }

  private static List<Point> points(Selection selection, String size, boolean wanted) {
    return selection.points().stream().filter(p -> p.size().equals(size) == wanted).toList();
  }

  /** {@code ln (L / prediction)}. */
  static double residual(ParametricLaw law, Point point) {
    return Math.log(point.loss() / law.loss(point.n(), point.d()));
  }

  private static double mean(ParametricLaw law, List<Point> points) {
    return points.stream().mapToDouble(p -> residual(law, p)).average().orElse(Double.NaN);
  }

  private static double scatter(ParametricLaw law, List<Point> points) {
    return Math.sqrt(
        points.stream().mapToDouble(p -> Math.pow(residual(law, p), 2)).average().orElse(0));
  }
}
