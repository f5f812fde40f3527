package org.isoline.law.interval;

import java.util.List;
import java.util.Optional;
import org.isoline.law.ComputeLaw;
import org.isoline.law.Convention;
import org.isoline.law.InfluentialPoints;
import org.isoline.law.Law;
import org.isoline.law.Outcome;
import org.isoline.law.Selection;
import org.isoline.law.Way;

/**
 * What one estimator says of one architecture, and how sure it is.
 *
 * @param arch the architecture
 * @param way the estimator
 * @param selection the points, with what N, C and L are
 * @param outcome what came of it
 * @param intervals one for each scheme; empty where there is no law or none was asked for
 * @param influence the points that a parametric law hangs on; empty for other laws
 */
public record Estimate(
    String arch,
    Way way,
    Selection selection,
    Outcome<? extends Law> outcome,
    List<Intervals> intervals,
    Optional<InfluentialPoints> influence) {
  /** Copies the list. */
  public Estimate {
    intervals = List.copyOf(intervals);
  }

  /** The law, if there is one. */
  public Optional<Law> law() {
    return outcome.fitted().map(Law.class::cast);
  }

  /** The law, if there is one and it speaks of budgets. */
  public Optional<ComputeLaw> computeLaw() {
    return law().filter(ComputeLaw.class::isInstance).map(ComputeLaw.class::cast);
  }

  /** What N, C and L are, if the points came with that. */
  public Optional<Convention> convention() {
    return selection.convention();
  }

  /** The intervals that stand beside the coefficients: those of the first scheme. */
  public Optional<Intervals> foremost() {
    return intervals.stream().findFirst();
  }
}
