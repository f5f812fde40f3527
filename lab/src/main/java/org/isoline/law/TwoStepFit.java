package org.isoline.law;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A task in two steps (Bhagia et al., arXiv 2412.04403): N and D give the loss, the loss gives the
 * accuracy. The first step may use checkpoints that were never put to the task.
 *
 * @param estimator of the first step
 * @param loss what became of it
 * @param accuracy what became of the second
 */
public record TwoStepFit(
    Estimator estimator, Outcome<? extends ComputeLaw> loss, Outcome<AccuracyLaw> accuracy) {
  /** Checks that nothing is missing. */
  public TwoStepFit {
    Objects.requireNonNull(estimator, "estimator");
    Objects.requireNonNull(loss, "loss");
    Objects.requireNonNull(accuracy, "accuracy");
  }

  /**
   * Both steps for one architecture and one task, on the same loss.
   *
   * @throws LawException if the observations are of several architectures
   */
  public static TwoStepFit fit(
      List<Observation> observations,
      Convention convention,
      Estimator estimator,
      FitOptions first,
      AccuracyOptions second) {
    Selection selection = Selection.of(observations, convention, first.parametric().rule());
    return new TwoStepFit(
        estimator,
        estimator.fit(selection, first),
        AccuracyFit.fit(observations, convention, second));
  }

  /** The law of the task, if both steps gave one. */
  public Optional<TwoStepLaw> law() {
    return loss.fitted()
        .flatMap(first -> accuracy.fitted().map(second -> new TwoStepLaw(first, second)));
  }
}
