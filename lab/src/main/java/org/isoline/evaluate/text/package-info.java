/**
 * Scores of written text against references: overlap of n-grams and subsequences, of bags of words,
 * and what an answer contains.
 *
 * <p>Everything here is a function of strings. Nothing is normalised to a Unicode form first, since
 * none of the tools does whose numbers these scores are compared with; texts are lower-cased by the
 * root locale, whatever the machine's.
 *
 * <p>{@link org.isoline.evaluate.text.Rouge} is written here because no library of it was found
 * that could be relied on: ROUGE 2.0 (kavgan/ROUGE-2.0), the one in Java that is widely named, is a
 * program over folders of files, is not on Maven Central under its coordinates
 * (com.rxnlp.tools:rouge-calculator), and brings log4j 1.2. The rules are those of Google's
 * rouge_score, which the SCROLLS metric calls.
 */
package org.isoline.evaluate.text;
