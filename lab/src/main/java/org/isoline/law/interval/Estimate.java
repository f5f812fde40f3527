package org.isoline.law.interval;

import java.util.List;
import java.util.Optional;
import org.isoline.law.ComputeLaw;
import org.isoline.law.Convention;
import org.isoline.law.Estimator;
import org.isoline.law.Outcome;
import org.isoline.law.Selection;

/**
 * What one estimator says of one architecture, and how sure it is.
 *
 * @param arch the architecture
 * @param estimator the way
 * @param selection the points, with what N, C and L are
 * @param outcome what came of it
 * @param intervals one for each scheme; empty where there is no law or none was asked for
 */
public record Estimate(
    String arch,
    Estimator estimator,
    Selection selection,
    Outcome<? extends ComputeLaw> outcome,
    List<Intervals> intervals) {
  /** Copies the list. */
  public Estimate {
    intervals = List.copyOf(intervals);
  }

  /** The law, if there is one. */
  public Optional<ComputeLaw> law() {
    return outcome.fitted().map(ComputeLaw.class::cast);
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
