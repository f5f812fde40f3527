package org.isoline.law;

/**
 * Which operations the C of a law counts, in FLOP of training so far (forward and backward).
 *
 * <p>The count is part of a comparison: a softmax model billed for the whole n x n score matrix
 * looks up to a third more expensive than one billed for its causal half, which is as large as the
 * differences between architectures.
 */
public enum ComputeCount {
  /**
   * The terms of arXiv 2406.16690, appendix A.1, with the model's own widths: non-embedding, the
   * whole score matrix of softmax attention.
   */
  PAPER("paper", "FLOP by the formulas of arXiv 2406.16690"),
  /** As {@link #PAPER}, with only the causal half of the score matrix of softmax attention. */
  CAUSAL("causal", "FLOP with the causal half of softmax attention"),
  /**
   * 6 N D with the N of the same {@link Convention}. It is computed, not read from the column
   * {@code flops_6nd}, so that N and C of one law always agree.
   */
  SIX_ND("6nd", "6 N D");

  /** FLOP in one PFLOP/s-day, 1e15 x 86,400: the unit in which the study prints C. */
  public static final double FLOP_PER_PFLOPS_DAY = 8.64e19;

  private final String id;
  private final String words;

  ComputeCount(String id, String words) {
    this.id = id;
    this.words = words;
  }

  /** The name used in files. */
  public String id() {
    return id;
  }

  /** What is counted, in words. */
  public String words() {
    return words;
  }

  /** The count of a checkpoint in FLOP; NaN where it is unknown. */
  public double of(Observation observation, ParameterCount parameters) {
    return switch (this) {
      case PAPER -> observation.flopsPaper();
      case CAUSAL -> observation.flopsCausal();
      case SIX_ND -> 6 * parameters.of(observation) * observation.tokens();
    };
  }
}
