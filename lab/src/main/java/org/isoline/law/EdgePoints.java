package org.isoline.law;

/**
 * What becomes of budgets whose winner has no rival on one side; see {@link EnvelopePoint#edge()}.
 */
public enum EdgePoints {
  /** They are fitted like the others, as published envelopes do. */
  KEEP,
  /** They are left out of the regression. */
  DROP
}
