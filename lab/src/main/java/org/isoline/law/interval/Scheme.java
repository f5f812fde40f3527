package org.isoline.law.interval;

import org.isoline.law.LawException;
import org.isoline.law.Point;
import org.isoline.law.Selection;

/** What is drawn anew to see how far a law moves. */
public sealed interface Scheme {
  /** What was done, in a line that stands beside every interval. */
  String describe();

  /** A word for files. */
  String id();

  /** With fewer runs a bootstrap over them has too few distinct draws. */
  int FEW_RUNS = 8;

  /** Checkpoints of a run that share a sign, beside that of the run. */
  int BLOCK = 8;

  /**
   * The scheme that covers the truth as often as it says, by the number of runs: {@link Runs} from
   * {@value #FEW_RUNS} up, else {@link Residuals}. The calibration in docs/log.md is the reason.
   */
  static Scheme automatic(Selection selection, int draws, long seed) {
    long runs = selection.points().stream().map(Point::run).distinct().count();
    return runs < FEW_RUNS ? new Residuals(draws, seed, BLOCK) : new Runs(draws, seed);
  }

  /**
   * Runs are drawn with replacement, each with all its checkpoints.
   *
   * @param draws at least 2, some thousand for 95 % intervals
   * @param seed of the draws
   */
  record Runs(int draws, long seed) implements Scheme {
    /** Checks the number of draws. */
    public Runs {
      Draws.require(draws);
    }

    @Override
    public String describe() {
      return "bootstrap over runs, " + draws + " draws, seed " + seed;
    }

    @Override
    public String id() {
      return "runs";
    }
  }

  /**
   * Runs stay; residuals of ln L about the parametric law keep their size and get random signs: the
   * mean residual of a run one of its own, what its checkpoints differ from it by another, the same
   * within a block of consecutive checkpoints. The scatter between few runs is known with few
   * degrees of freedom, R - 3 of R runs, and draws are spread by Student's t accordingly.
   *
   * @param draws at least 2
   * @param seed of the draws
   * @param block checkpoints that share a sign
   */
  record Residuals(int draws, long seed, int block) implements Scheme {
    /** Checks the numbers. */
    public Residuals {
      Draws.require(draws);
      if (block < 1) {
        throw new LawException("block = " + block + "; at least 1 checkpoint");
      }
    }

    @Override
    public String describe() {
      return "wild bootstrap of residuals of runs and of blocks of "
          + block
          + " checkpoints, "
          + draws
          + " draws, seed "
          + seed;
    }

    @Override
    public String id() {
      return "residuals";
    }
  }

  /**
   * One size at a time is left out (jackknife). With k sizes {@code se^2 = (k - 1) / k sum (theta_i
   * - mean)^2}; the interval is {@code theta +- t se} with Student's t for k - 1 degrees of
   * freedom.
   */
  record Sizes() implements Scheme {
    @Override
    public String describe() {
      return "jackknife, one size left out at a time";
    }

    @Override
    public String id() {
      return "sizes";
    }
  }

  /**
   * For every size one of its runs is drawn: how far the luck of a seed moves the law. Sizes with
   * one run do not vary.
   *
   * @param draws at least 2
   * @param seed of the draws
   */
  record Seeds(int draws, long seed) implements Scheme {
    /** Checks the number of draws. */
    public Seeds {
      Draws.require(draws);
    }

    @Override
    public String describe() {
      return "one seed drawn for every size, " + draws + " draws, seed " + seed;
    }

    @Override
    public String id() {
      return "seeds";
    }
  }
}
