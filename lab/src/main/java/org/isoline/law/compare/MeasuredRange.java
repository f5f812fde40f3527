package org.isoline.law.compare;

import java.util.List;
import java.util.stream.DoubleStream;
import org.isoline.law.LawException;
import org.isoline.law.Point;
import org.isoline.law.Selection;

/**
 * The compute over which all that is compared was measured.
 *
 * @param low FLOP
 * @param high FLOP
 */
public record MeasuredRange(double low, double high) {
  /** How far beyond the range a law is still listened to. */
  static final double TRUST = 10;

  /**
   * Checks the order.
   *
   * @throws LawException unless 0 &lt; low &lt;= high
   */
  public MeasuredRange {
    if (!(low > 0 && low <= high) || Double.isInfinite(high)) {
      throw new LawException(
          "a range of compute from " + low + " to " + high + " FLOP; 0 < low <= high");
    }
  }

  /** Where the ranges overlap, or else all of them. */
  static MeasuredRange of(List<Selection> selections) {
    double low =
        selections.stream().mapToDouble(s -> flop(s).min().orElseThrow()).max().orElseThrow();
    double high =
        selections.stream().mapToDouble(s -> flop(s).max().orElseThrow()).min().orElseThrow();
    if (low <= high) {
      return new MeasuredRange(low, high);
    }
    return new MeasuredRange(high, low);
  }

  /** FLOP of the points; 6 N D where their convention has no count. */
  private static DoubleStream flop(Selection selection) {
    return selection.points().stream().mapToDouble(MeasuredRange::flop);
  }

  static double flop(Point point) {
    return point.c() > 0 && Double.isFinite(point.c()) ? point.c() : 6 * point.n() * point.d();
  }

  boolean trusts(double flop) {
    return flop >= low / TRUST && flop <= high * TRUST;
  }
}
