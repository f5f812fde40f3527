/**
 * Scaling laws: from a table of checkpoints to laws that say how sure they are.
 *
 * <p><b>Observations.</b> One row a checkpoint ({@link org.isoline.law.Observation}), read from and
 * written to CSV ({@link org.isoline.law.Observations}). What N (parameters), C (compute) and L
 * (loss) mean is chosen by a {@link org.isoline.law.Convention}, which every result carries. D is
 * tokens.
 *
 * <p><b>Power law</b> ({@link org.isoline.law.PowerLawFit}): y = k x^a, least squares on ln y = ln
 * k + a ln x. With a floor ({@link org.isoline.law.FlooredPowerLawFit}): y = E + k x^a. {@link
 * org.isoline.law.FinalLossFit} draws either through the last checkpoints of runs.
 *
 * <p><b>Envelope</b> ({@link org.isoline.law.EnvelopeFit}): at each budget C the run with the
 * lowest loss among all sizes of an architecture; then three power laws through the winners,
 *
 * <pre>
 * L(C) = k_L C^a_L,   N_opt(C) = k_N C^a,   D_opt(C) = k_D C^b.
 * </pre>
 *
 * On any envelope C = D phi(N), with phi the FLOP per token of a model, and phi grows like N^s over
 * a ladder; so a s + b must be 1. The four printed laws of the study ({@link
 * org.isoline.law.PublishedLaws}) give 1.09 to 1.11.
 *
 * <p><b>Parametric</b> ({@link org.isoline.law.ParametricFit}): L(N, D) = E + A N^-alpha + B
 * D^-beta by Huber loss on ln L, from many starts; {@link org.isoline.law.VariableProjectionFit}
 * fits the same law another way, as a check. The optimum under C = 6 N D follows in closed form
 * ({@link org.isoline.law.ParametricLaw}).
 *
 * <p><b>Relatives of it.</b> One exponent for N and D, written by tokens per parameter ({@link
 * org.isoline.law.OvertrainingFit}); repeated tokens worth less than fresh ones ({@link
 * org.isoline.law.DataConstrainedFit}). {@link org.isoline.law.InfluentialPoints} finds the points
 * that a parametric law hangs on and fits it without them.
 *
 * <p><b>Tasks.</b> Accuracy falls with the loss along a curve ({@link
 * org.isoline.law.AccuracyFit}); behind a law of the loss it predicts a task from N and D ({@link
 * org.isoline.law.TwoStepFit}).
 *
 * <p><b>Outcomes.</b> A fit returns an {@link org.isoline.law.Outcome}: a law that converged, a law
 * at a boundary, or the reason why there is none. Its {@link org.isoline.law.FitReport} lists the
 * points used and dropped, the objective, and warnings in words. {@link org.isoline.law.StudyLaws}
 * fits everything a study needs and {@link org.isoline.law.LawsJson} writes it down.
 *
 * <p>Natural logarithms and doubles throughout. Sources: Qin et al., Scaling Laws for Linear
 * Complexity Language Models, arXiv 2406.16690 (envelope, printed laws); Hoffmann et al., arXiv
 * 2203.15556 (envelope, parametric law, Huber loss); Gadre et al., arXiv 2403.08540 (over-training,
 * error of tasks); Muennighoff et al., arXiv 2305.16264 (repeated data); Bhagia et al., arXiv
 * 2412.04403 (tasks in two steps); Besiroglu et al., arXiv 2404.10102 (how the parametric fit
 * fails); Pearce and Song, arXiv 2406.12907 (why the counts matter); Golub and Pereyra, SIAM J.
 * Numer. Anal. 10 (1973) (variable projection); Nocedal and Wright, Numerical Optimization, 2nd ed.
 * (quasi-Newton search).
 */
package org.isoline.law;
