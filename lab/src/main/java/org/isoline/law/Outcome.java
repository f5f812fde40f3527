package org.isoline.law;

import java.util.Optional;

/**
 * What became of a fit. Poor data are an outcome, not an error.
 *
 * @param <T> the law
 */
public sealed interface Outcome<T> {
  /** How it was done and what was dropped. */
  FitReport report();

  /** The law, if there is one; one that is not {@link Converged} is to be shown with its status. */
  Optional<T> fitted();

  /**
   * A word for files: converged, at_boundary, too_few_points, undetermined, not_convex,
   * not_converged.
   */
  String status();

  /** The outcome in a sentence. */
  String describe();

  /** The estimator reached its optimum inside the range of every parameter. */
  record Converged<T>(T law, FitReport report) implements Outcome<T> {
    @Override
    public Optional<T> fitted() {
      return Optional.of(law);
    }

    @Override
    public String status() {
      return "converged";
    }

    @Override
    public String describe() {
      return "converged on " + report.pointsUsed() + " points";
    }
  }

  /**
   * The best law lies where the model loses a parameter; {@code which} says which, and the others
   * are conditional on it.
   */
  record AtBoundary<T>(T law, String which, FitReport report) implements Outcome<T> {
    @Override
    public Optional<T> fitted() {
      return Optional.of(law);
    }

    @Override
    public String status() {
      return "at_boundary";
    }

    @Override
    public String describe() {
      return "the best law lies at a boundary: " + which;
    }
  }

  /** {@code have} of {@code what} where the estimator needs {@code need}. */
  record TooFewPoints<T>(int have, int need, String what, FitReport report) implements Outcome<T> {
    @Override
    public Optional<T> fitted() {
      return Optional.empty();
    }

    @Override
    public String status() {
      return "too_few_points";
    }

    @Override
    public String describe() {
      return "too few points: " + have + " " + what + ", at least " + need + " needed";
    }
  }

  /** There are points enough, but many laws explain them equally well. */
  record Undetermined<T>(String reason, FitReport report) implements Outcome<T> {
    @Override
    public Optional<T> fitted() {
      return Optional.empty();
    }

    @Override
    public String status() {
      return "undetermined";
    }

    @Override
    public String describe() {
      return "the points do not determine a law: " + reason;
    }
  }

  /** What should have a minimum has none. */
  record NotConvex<T>(String reason, FitReport report) implements Outcome<T> {
    @Override
    public Optional<T> fitted() {
      return Optional.empty();
    }

    @Override
    public String status() {
      return "not_convex";
    }

    @Override
    public String describe() {
      return "no minimum: " + reason;
    }
  }

  /** The optimiser stopped before its gradient vanished; {@code law} is the best it saw. */
  record NotConverged<T>(T law, double gradientNorm, String reason, FitReport report)
      implements Outcome<T> {
    @Override
    public Optional<T> fitted() {
      return Optional.of(law);
    }

    @Override
    public String status() {
      return "not_converged";
    }

    @Override
    public String describe() {
      return Numbers.format(
          "not converged (largest gradient component %.2e): %s", gradientNorm, reason);
    }
  }
}
