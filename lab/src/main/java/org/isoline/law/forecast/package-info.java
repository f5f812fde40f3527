/**
 * Laws put to use: what a budget will buy, whether earlier data would have told, and which run to
 * train next.
 *
 * <p><b>Forecast</b> ({@link org.isoline.law.forecast.Forecast}): loss, N*, D* and cost of a
 * budget, and the loss of a planned run, each with two kinds of interval. The interval <em>of the
 * law</em> says where the law may lie; the band <em>of a run</em> adds what single runs scatter
 * about the law, drawn from the residuals of the fit, and is what a measured loss is held against.
 * A forecast can be written down before the run exists and compared after ({@link
 * org.isoline.law.forecast.PredictionFile}): the file carries the hash of its table, its date, and
 * a hash of itself.
 *
 * <p><b>Back-test</b> ({@link org.isoline.law.forecast.BackTest}): the largest sizes or budgets are
 * hidden, a law is fitted to the rest and its predictions are held against what was hidden: error
 * |p - L| / L, bias (p - L) / L, and the share of losses inside their bands.
 *
 * <p><b>Rehearsal</b> ({@link org.isoline.law.forecast.Rehearsal}): a planned grid is simulated
 * many times from a known law,
 *
 * <pre>
 * ln L_ij = ln L(N_i, D_ij) + s_run r_i + s r_ij,   r standard normal,
 * </pre>
 *
 * with run i and its checkpoints j, and fitted by all estimators: their bias, spread and failures
 * on this very grid. {@link org.isoline.law.forecast.NextRun} then asks which further run would
 * narrow a figure t(theta) most per FLOP. With M the information of the grid about theta = (ln A,
 * ln B, ln E, alpha, beta), M = sum over runs of J^T V^-1 J, the variance of t is g^T M^-1 g with g
 * its gradient (c-optimal design); ln det M grows most for the run that is best for all
 * coefficients alike (D-optimal).
 *
 * <p><b>Calibration</b> ({@link org.isoline.law.forecast.Calibration}): how often intervals that
 * claim 95 % cover a known truth.
 *
 * <p>Sources: Hoffmann et al., arXiv 2203.15556 (the law); Gadre et al., arXiv 2403.08540, and
 * Choshen et al., arXiv 2410.11840 (what error of extrapolation careful studies reach); Besiroglu
 * et al., arXiv 2404.10102 (intervals that were too narrow); Fedorov, Theory of Optimal Experiments
 * (1972) (c- and D-optimal designs); Searle, Casella and McCulloch, Variance Components (1992)
 * (noise between and within runs); Sherman and Morrison, Ann. Math. Stat. 21 (1950) (the inverse of
 * V).
 */
package org.isoline.law.forecast;
