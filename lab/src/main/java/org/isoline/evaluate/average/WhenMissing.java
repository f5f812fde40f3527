package org.isoline.evaluate.average;

/** What becomes of an average without one of its parts. */
public enum WhenMissing {
  /** It has no value either. */
  MISSING,
  /** The mean of the others, as arXiv 2406.16690 takes it for tasks that failed. */
  DROP,
  /** The part counts as 0. */
  ZERO
}
