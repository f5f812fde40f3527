package org.isoline.law.compare;

import org.isoline.law.Sharing;

/**
 * Do two laws L(N, D) = E + A N^-alpha + B D^-beta share their exponents? M0 says yes, M1 no; both
 * by least squares on ln L.
 *
 * <pre>
 * F = ((RSS0 - RSS1) / q) / (RSS1 / (n_eff - p))
 * </pre>
 */
public sealed interface NestedTest {
  /** What M0 shares. */
  Sharing sharing();

  /** The outcome in a sentence. */
  String describe();

  /**
   * The test.
   *
   * @param sharing of M0
   * @param rssShared residual sum of squares of ln L under M0
   * @param rssSeparate under M1
   * @param restrictions q, parameters that M0 has less
   * @param parameters p of M1
   * @param points rows in both fits
   * @param runs n_eff
   * @param f F; NaN where n_eff is not above p
   * @param pOfF its p by the F distribution with q and n_eff - p degrees of freedom
   * @param pBootstrap p from the redrawn residuals; the one to believe
   * @param draws that gave both fits
   * @param aicGain AIC of M0 less that of M1, with n_eff ln(RSS / n) + 2 k: above 0 speaks for M1
   * @param bicGain the same with k ln n_eff
   * @param scheme how the residuals were redrawn
   */
  record Done(
      Sharing sharing,
      double rssShared,
      double rssSeparate,
      int restrictions,
      int parameters,
      int points,
      int runs,
      double f,
      double pOfF,
      double pBootstrap,
      int draws,
      double aicGain,
      double bicGain,
      String scheme)
      implements NestedTest {
    private static final double SIGNIFICANT = 0.05;

    @Override
    public String describe() {
      return sharing.words()
          + (pBootstrap < SIGNIFICANT ? " differ (" : " may be the same (")
          + Words.p(pBootstrap)
          + ", "
          + scheme
          + "; F = "
          + Words.number(f)
          + (Double.isNaN(pOfF) ? ", too few runs for its distribution" : ", " + Words.p(pOfF))
          + "; AIC "
          + Words.number(aicGain)
          + ", BIC "
          + Words.number(bicGain)
          + " in favour of separate laws)";
    }
  }

  /** There was no test. */
  record NotDone(Sharing sharing, String reason) implements NestedTest {
    @Override
    public String describe() {
      return "no test of shared " + sharing.words() + ": " + reason;
    }
  }
}
