/**
 * How sure a law is.
 *
 * <p>Checkpoints of one run share its seed, its data order and its luck: they are one piece of
 * evidence, not many. What is drawn anew is therefore the run, a stretch of residuals within it, or
 * the seed ({@link org.isoline.law.interval.Scheme}); the whole estimator is run on each draw, and
 * the middle 95 % and 80 % of what it says are the intervals ({@link
 * org.isoline.law.interval.Intervals}). No interval is without the name of its scheme.
 *
 * <p>A ladder has few runs. A wild bootstrap with one sign a checkpoint then covers far too little,
 * since it takes what runs have in common for scatter of checkpoints, and since a law bends towards
 * so few runs. Residuals therefore move at two levels, whole runs and blocks of checkpoints within
 * them, each stretched by the degrees of freedom the fit spends, and draws are spread by Student's
 * t for the R - 3 degrees of freedom that the scatter of R runs is known with. What each scheme
 * covers is measured by {@code org.isoline.law.forecast.Calibration}. Where every row is a run,
 * points that the Huber fit goes through have residuals near zero and stay where they are under
 * changes of sign, so that this scheme covers a little too little; draw runs there.
 *
 * <p>Intervals of published fits were far too narrow because intermediate losses counted as
 * independent (Besiroglu et al., arXiv 2404.10102). Sources: Efron and Tibshirani, An Introduction
 * to the Bootstrap (1993), chapters 11 (jackknife), 12 (bootstrap-t) and 13 (percentile intervals);
 * Davidson and Flachaire, J. Econometrics 146 (2008) (wild bootstrap with signs); Cameron, Gelbach
 * and Miller, Rev. Econ. Stat. 90 (2008) (few clusters).
 */
package org.isoline.law.interval;
