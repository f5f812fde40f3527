package org.isoline.law.compare;

import java.util.Arrays;
import org.isoline.law.ComputeLaw;
import org.isoline.law.interval.Interval;

/** Where two curves L*(C) meet. */
public sealed interface Crossing {
  /** A word for files: at, suppressed, none. */
  String status();

  /** The outcome in a clause. */
  String describe();

  /**
   * They meet where the measurements have a say.
   *
   * @param flop the compute there
   * @param interval over the draws that cross at all, wherever they do
   * @param share of the draws that cross
   */
  record At(double flop, Interval interval, double share) implements Crossing {
    @Override
    public String status() {
      return "at";
    }

    @Override
    public String describe() {
      return "the curves cross at "
          + Words.flop(flop)
          + " FLOP (95 % "
          + Words.flop(interval.low95())
          + " to "
          + Words.flop(interval.high95())
          + (share < 1 ? ", of the " + Words.percent(share) + " of draws that cross)" : ")");
    }
  }

  /** They meet too far from all measurements for the place to mean anything. */
  record Suppressed(String reason) implements Crossing {
    @Override
    public String status() {
      return "suppressed";
    }

    @Override
    public String describe() {
      return "no crossing point is given: " + reason;
    }
  }

  /** They do not meet. */
  record None(String reason) implements Crossing {
    @Override
    public String status() {
      return "none";
    }

    @Override
    public String describe() {
      return reason;
    }
  }

  /**
   * The crossing of two laws.
   *
   * @param draws crossing points of the draws, NaN where those do not cross
   */
  static Crossing of(ComputeLaw one, ComputeLaw other, MeasuredRange range, double... draws) {
    double flop = Crossings.nearest(one, other, range);
    if (Double.isNaN(flop)) {
      return new None(
          "the curves do not cross within " + Crossings.DECADES + " decades of the measured range");
    }
    if (!range.trusts(flop)) {
      double edge =
          flop > range.high()
              ? range.high() * MeasuredRange.TRUST
              : range.low() / MeasuredRange.TRUST;
      return new Suppressed(
          "the curves meet only "
              + (flop > range.high() ? "above " : "below ")
              + Words.flop(edge)
              + " FLOP, more than ten times beyond what was measured");
    }
    long crossed = Arrays.stream(draws).filter(Double::isFinite).count();
    return new At(
        flop,
        Interval.percentiles(flop, draws),
        draws.length == 0 ? Double.NaN : (double) crossed / draws.length);
  }
}
