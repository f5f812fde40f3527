package org.isoline.law;

import java.util.List;
import java.util.Set;

/**
 * Which checkpoints a fit may use. Early checkpoints measure the warm-up, not the law.
 *
 * @param minTokens checkpoints with fewer tokens are dropped
 * @param excludedPhases schedule phases that are dropped
 * @param maxLoss checkpoints with a higher loss are dropped, nats per token
 * @param maxFlop checkpoints with more compute, by the count of the convention, are dropped
 * @param highestLosses so many checkpoints with the highest losses are dropped
 */
public record SelectionRule(
    double minTokens,
    Set<String> excludedPhases,
    double maxLoss,
    double maxFlop,
    int highestLosses) {
  /**
   * Checks the ranges and copies the set.
   *
   * @throws LawException if a limit is negative or not a number
   */
  public SelectionRule {
    requireLimit("minTokens", minTokens, "a token count");
    requireLimit("maxLoss", maxLoss, "a loss");
    requireLimit("maxFlop", maxFlop, "a number of FLOP");
    requireLimit("highestLosses", highestLosses, "a number of checkpoints");
    excludedPhases = Set.copyOf(excludedPhases);
  }

  private static void requireLimit(String name, double value, String what) {
    if (!(value >= 0)) {
      throw new LawException(name + " = " + value + " is not " + what + "; use 0 or more");
    }
  }

  /** Limits of tokens and phases only. */
  public SelectionRule(double minTokens, Set<String> excludedPhases) {
    this(minTokens, excludedPhases, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 0);
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
    return new SelectionRule(tokens, excludedPhases, maxLoss, maxFlop, highestLosses);
  }

  /** The same rule without checkpoints of higher loss. */
  public SelectionRule withMaxLoss(double loss) {
    return new SelectionRule(minTokens, excludedPhases, loss, maxFlop, highestLosses);
  }

  /** The same rule without checkpoints of more compute. */
  public SelectionRule withMaxFlop(double flop) {
    return new SelectionRule(minTokens, excludedPhases, maxLoss, flop, highestLosses);
  }

  /** The same rule without so many of the highest losses. */
  public SelectionRule withoutHighestLosses(int count) {
    return new SelectionRule(minTokens, excludedPhases, maxLoss, maxFlop, count);
  }
}
