package org.isoline.law;

import java.util.Objects;

/**
 * Two laws fitted together.
 *
 * @param sharing what they have in common
 * @param first of the first architecture
 * @param second of the second
 */
public record JointLaws(Sharing sharing, ParametricLaw first, ParametricLaw second) {
  /** Checks that nothing is missing. */
  public JointLaws {
    Objects.requireNonNull(sharing, "sharing");
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(second, "second");
  }
}
