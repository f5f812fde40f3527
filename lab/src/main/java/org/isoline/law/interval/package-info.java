/**
 * How sure a law is.
 *
 * <p>Checkpoints of one run share its seed, its data order and its luck: they are one piece of
 * evidence, not many. What is drawn anew is therefore the run, a stretch of residuals within it, or
 * the seed ({@link org.isoline.law.interval.Scheme}); the whole estimator is run on each draw, and
 * the middle 95 % and 80 % of what it says are the intervals ({@link
 * org.isoline.law.interval.Intervals}). No interval is without the name of its scheme.
 *
 * <p>Intervals of published fits were far too narrow because intermediate losses counted as
 * independent (Besiroglu et al., arXiv 2404.10102). Sources: Efron and Tibshirani, An Introduction
 * to the Bootstrap (1993), chapters 11 (jackknife) and 13 (percentile intervals); Davidson and
 * Flachaire, J. Econometrics 146 (2008) (wild bootstrap with signs).
 */
package org.isoline.law.interval;
