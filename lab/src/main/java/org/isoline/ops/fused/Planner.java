package org.isoline.ops.fused;

/** Says for each block of a sweep over one head how the state fades. */
sealed interface Planner permits TokenPlanner, HeadPlanner {
  /**
   * The fading of a block. At a step of a forward sweep the state first fades by the decay of the
   * step's token; at a step of a backward sweep by that of the token after it, which after the last
   * token is none.
   *
   * @return tables that hold until the next call
   */
  Spans plan(Block block);

  /** The decays of the first token, one per channel and padding. */
  float[] first();
}
