package org.isoline.evaluate.retrieval;

/**
 * Accuracy at, or up to, a length of the grid.
 *
 * @param asked the round number of tokens that the figure is named for
 * @param length the grid's length nearest to it, which is what was measured
 * @param accuracy 0 to 1
 */
public record LengthAccuracy(int asked, int length, double accuracy) {}
