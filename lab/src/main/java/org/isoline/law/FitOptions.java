package org.isoline.law;

/**
 * The options of all estimators.
 *
 * @param envelope of the two envelopes, whose mode is set by the estimator
 * @param isoFlop of the IsoFLOP parabolas
 * @param parametric of both fits of L(N, D)
 */
public record FitOptions(
    EnvelopeOptions envelope, IsoFlopOptions isoFlop, ParametricOptions parametric) {
  /** What each estimator's authors use. */
  public static FitOptions defaults() {
    return new FitOptions(
        EnvelopeOptions.published(), IsoFlopOptions.defaults(), ParametricOptions.defaults());
  }
}
