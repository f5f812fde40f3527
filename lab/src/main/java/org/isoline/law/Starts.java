package org.isoline.law;

/** Where the searches of a parametric fit begin. */
public enum Starts {
  /**
   * 16 points: alpha and beta in {0.1, 0.3, 0.6, 1}, E and the two terms sharing the loss evenly.
   */
  CENTRED,
  /**
   * The 4500 points of Hoffmann et al.: alpha, beta in {0, 0.5, 1, 1.5, 2}, ln E in {-1, -0.5, 0,
   * 0.5, 1}, ln A, ln B in {0, 5, 10, 15, 20, 25}. Takes some hundred times as long and finds the
   * same optimum.
   */
  HOFFMANN
}
