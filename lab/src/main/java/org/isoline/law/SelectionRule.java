package org.isoline.law;

import java.util.List;
import java.util.Set;

/**
 * Which checkpoints a fit may use. Early checkpoints measure the warm-up, not the law.
 *
 * @param minTokens checkpoints with fewer tokens are dropped
 * @param excludedPhases schedule phases that are dropped
 */
public record SelectionRule(double minTokens, Set<String> excludedPhases) {
  /**
   * Checks the range and copies the set.
   *
   * @throws LawException if {@code minTokens} is negative or not a number
   */
  public SelectionRule {
    if (!(minTokens >= 0)) {
      throw new LawException("minTokens = " + minTokens + " is not a token count; use 0 or more");
    }
    excludedPhases = Set.copyOf(excludedPhases);
  }

  /** Everything after the warm-up. */
  public static SelectionRule afterWarmup() {
    return new SelectionRule(0, Set.of("warmup"));
  }

  /**
   * Everything after the warm-up, of one kind: where some checkpoints were taken at a constant
   * learning rate (phase stable), those of the decay that follows are left out, since a decay
   * lowers the loss by more than the tokens it takes would.
   */
  public static SelectionRule onePhase(List<Observation> observations) {
    boolean constant = observations.stream().anyMatch(o -> "stable".equals(o.phase()));
    return constant ? new SelectionRule(0, Set.of("warmup", "decay")) : afterWarmup();
  }

  /** The same rule without checkpoints of fewer tokens. */
  public SelectionRule withMinTokens(double tokens) {
    return new SelectionRule(tokens, excludedPhases);
  }
}
