package org.isoline.law;

import java.util.Objects;

/**
 * What N, C and L mean in a law. A coefficient without its convention cannot be compared with
 * another one, so every {@link FitReport} carries it.
 *
 * @param parameters what N counts
 * @param compute what C counts
 * @param loss which loss L is
 */
public record Convention(ParameterCount parameters, ComputeCount compute, LossColumn loss) {
  /** Checks that nothing is missing. */
  public Convention {
    Objects.requireNonNull(parameters, "parameters");
    Objects.requireNonNull(compute, "compute");
    Objects.requireNonNull(loss, "loss");
  }

  /** The three definitions in one line, for reports. */
  public String describe() {
    return "N = " + parameters.words() + "; C = " + compute.words() + "; L = " + loss.words();
  }

  /**
   * The checkpoint as a fit sees it under this convention, in FLOP, tokens and parameters; unknown
   * values are NaN.
   */
  public Point point(Observation observation) {
    return new Point(
        observation.run(),
        observation.size(),
        parameters.of(observation),
        observation.tokens(),
        compute.of(observation, parameters),
        loss.of(observation),
        observation.budget());
  }
}
