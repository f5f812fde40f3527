package org.isoline.law;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What points must offer before a law in N and D can be fitted, and how far the result can be
 * trusted.
 */
final class SurfaceChecks {
  private static final int DISTINCT = 3;
  private static final double NARROW_SIZES = 1.5;
  private static final double NARROW_RATIO = 1;
  private static final double NEAR = 0.02;

  /** A share of the loss below which a term is not there. */
  private static final double ABSENT = 1e-4;

  /** An exponent with which four decades move a term by 1%. */
  private static final double FLAT = 1e-3;

  /** Decades of D/N below which the points lie on a line of the (N, D) plane. */
  private static final double COLLINEAR = 0.01;

  private SurfaceChecks() {}

  /** The outcome without a fit, if these points cannot carry one. */
  static Optional<Outcome<ParametricLaw>> refusal(String method, Selection selection) {
    return refusal(method, selection, HuberObjective.PARAMETERS);
  }

  /** The outcome without a fit of so many coefficients, if these points cannot carry one. */
  static <T> Optional<Outcome<T>> refusal(String method, Selection selection, int coefficients) {
    List<Point> points = selection.points();
    FitReport report = FitReport.withoutLaw(method, selection, points.size());
    if (points.size() < coefficients) {
      return Optional.of(
          new Outcome.TooFewPoints<>(
              points.size(), coefficients, "points for " + coefficients + " coefficients", report));
    }
    return tooFewValues("N", points, Point::n)
        .or(() -> tooFewValues("D", points, Point::d))
        .or(() -> sameRatio(points))
        .map(reason -> new Outcome.Undetermined<>(reason, report));
  }

  /** Which coefficient of the law is at the end of its range, if one is. */
  static Optional<String> boundary(ParametricLaw law, LossSurface points) {
    if (law.e() < ABSENT * points.smallestLoss()) {
      return Optional.of("E is 0: the points do not show a floor");
    }
    if (law.alpha() < FLAT) {
      return Optional.of("alpha is 0 or less: the loss does not fall with N");
    }
    if (law.beta() < FLAT) {
      return Optional.of("beta is 0 or less: the loss does not fall with D");
    }
    if (law.a() * Math.exp(-law.alpha() * points.meanLogN()) < ABSENT * points.smallestLoss()) {
      return Optional.of("A is 0: the loss does not depend on N");
    }
    if (law.b() * Math.exp(-law.beta() * points.meanLogD()) < ABSENT * points.smallestLoss()) {
      return Optional.of("B is 0: the loss does not depend on D");
    }
    return Optional.empty();
  }

  /** What weakens the law, in words. */
  static List<String> warnings(ParametricLaw law, List<Point> points, LossSurface surface) {
    List<String> warnings = new ArrayList<>();
    double lowest = surface.smallestLoss();
    if (law.e() < NEAR * lowest) {
      warnings.add(
          Numbers.format("E = %.4g is within 2%% of 0; the floor is not identified", law.e()));
    }
    if (law.e() > (1 - NEAR) * lowest) {
      warnings.add(
          Numbers.format("E = %.4g is within 2%% of the smallest loss %.4g", law.e(), lowest));
    }
    double sizes = decades(points, Point::n);
    if (sizes < NARROW_SIZES) {
      warnings.add(
          Numbers.format("the sizes span %.2f decades of N, less than %.1f", sizes, NARROW_SIZES));
    }
    double ratios = decades(points, point -> point.d() / point.n());
    if (ratios < NARROW_RATIO) {
      warnings.add(Numbers.format("D/N spans %.2f decades, less than %.0f", ratios, NARROW_RATIO));
    }
    return warnings;
  }

  private static Optional<String> tooFewValues(
      String name, List<Point> points, ToDoubleFunction<Point> value) {
    long distinct = points.stream().mapToDouble(value).distinct().count();
    return distinct < DISTINCT
        ? Optional.of(
            distinct
                + " distinct "
                + (distinct == 1 ? "value" : "values")
                + " of "
                + name
                + "; a floor, a coefficient and an exponent need "
                + DISTINCT)
        : Optional.empty();
  }

  private static Optional<String> sameRatio(List<Point> points) {
    return decades(points, point -> point.d() / point.n()) < COLLINEAR
        ? Optional.of(
            "D/N is the same at all points, so the terms in N and in D cannot be told apart")
        : Optional.empty();
  }

  private static double decades(List<Point> points, ToDoubleFunction<Point> value) {
    return Line.spread(
        points.stream().mapToDouble(p -> Math.log10(value.applyAsDouble(p))).toArray());
  }
}
