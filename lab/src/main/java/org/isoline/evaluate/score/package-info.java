/**
 * Scores of texts under a model.
 *
 * <p>A {@link org.isoline.evaluate.score.Request} is a context and a continuation; {@link
 * org.isoline.evaluate.score.Encoding} cuts both into tokens c and y as one text, and {@link
 * org.isoline.evaluate.score.Scorer} gives
 *
 * <pre>
 * ln p(y | c) = sum_i ln p(y_i | c, y_1 .. y_(i-1))
 * </pre>
 *
 * with log-probabilities summed in FLOAT64. {@link org.isoline.evaluate.score.RollingScorer} does
 * the same for whole texts, in windows.
 */
package org.isoline.evaluate.score;
