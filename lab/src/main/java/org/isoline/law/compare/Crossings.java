package org.isoline.law.compare;

import org.isoline.law.ComputeLaw;

/** Finds where two curves L*(C) meet. */
final class Crossings {
  /** How far on either side of the measured range is searched. */
  static final int DECADES = 12;

  private static final double STEP = Math.log(10) / 8;
  private static final int BISECTIONS = 60;

  private Crossings() {}

  /** The crossing nearest to the middle of the range, FLOP; NaN if there is none. */
  static double nearest(ComputeLaw one, ComputeLaw other, MeasuredRange range) {
    double reach = DECADES * Math.log(10);
    double middle = (Math.log(range.low()) + Math.log(range.high())) / 2;
    double end = Math.log(range.high()) + reach;
    double nearest = Double.NaN;
    double left = Math.log(range.low()) - reach;
    double before = difference(one, other, left);
    for (double right = left + STEP; right <= end; right += STEP) {
      double after = difference(one, other, right);
      if (before < 0 != after < 0 && Double.isFinite(before) && Double.isFinite(after)) {
        double found = bisect(one, other, right - STEP, right);
        if (!(Math.abs(found - middle) >= Math.abs(nearest - middle))) {
          nearest = found;
        }
      }
      before = after;
    }
    return Math.exp(nearest);
  }

  private static double bisect(ComputeLaw one, ComputeLaw other, double left, double right) {
    double low = left;
    double high = right;
    boolean negative = difference(one, other, low) < 0;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (difference(one, other, middle) < 0 == negative) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  private static double difference(ComputeLaw one, ComputeLaw other, double logFlop) {
    double flop = Math.exp(logFlop);
    return Math.log(one.lossAt(flop)) - Math.log(other.lossAt(flop));
  }
}
