/**
 * What a model finds again in a long context: prompts, what they expect, and what the scores of
 * many prompts come to. Nothing here runs a model.
 *
 * <p>The needle in a haystack is the grid of arXiv 2406.16690 (Tables 11 to 13): a {@link
 * org.isoline.evaluate.retrieval.Needle} goes into a {@link
 * org.isoline.evaluate.retrieval.Haystack} at every depth of every length of a {@link
 * org.isoline.evaluate.retrieval.NeedleGrid}, and a {@link
 * org.isoline.evaluate.retrieval.NeedleSummary} holds the paper's aggregates of the cells.
 *
 * <p>The thirteen tasks of RULER (Hsieh et al., arXiv 2404.06654) come from {@link
 * org.isoline.evaluate.retrieval.RulerGenerator}. Their construction is RULER's; lists of words,
 * noise and most of the wording are this project's own, so a score is comparable within a study and
 * only roughly with a published one.
 */
package org.isoline.evaluate.retrieval;
