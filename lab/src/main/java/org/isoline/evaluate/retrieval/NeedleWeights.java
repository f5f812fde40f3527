package org.isoline.evaluate.retrieval;

/**
 * What arXiv 2406.16690 leaves open in its aggregates.
 *
 * @param depthGrowth alpha_d: how much more each depth counts than the one before it, at least 1
 * @param lengthGrowth alpha_c: the same of lengths, at least 1
 * @param passingScore lowest score of a cell that counts as a success in the NIAH score, 2 to 10
 */
public record NeedleWeights(double depthGrowth, double lengthGrowth, int passingScore) {
  /**
   * 1.01 for both: the paper says only that they are above 1, and its rows with one sharp boundary
   * (LLaMA, 410 M and 7 B) imply 1.0075 to 1.0095 or a little more. 7 is the score that
   * LLMTest_NeedleInAHaystack gives an answer with minor omissions.
   */
  public static final NeedleWeights DEFAULT = new NeedleWeights(1.01, 1.01, 7);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming the number, its value and what is legal
   */
  public NeedleWeights {
    requireGrowth("of depths", depthGrowth);
    requireGrowth("of lengths", lengthGrowth);
    if (passingScore <= NeedleScore.LOWEST || passingScore > NeedleScore.HIGHEST) {
      throw new IllegalArgumentException(
          "passing score = " + passingScore + ", must be 2 to 10: 1 is no success");
    }
  }

  private static void requireGrowth(String what, double growth) {
    if (!(growth >= 1 && Double.isFinite(growth))) {
      throw new IllegalArgumentException(
          "growth "
              + what
              + " = "
              + growth
              + ", must be finite and at least 1; 1 for equal weights");
    }
  }
}
