package org.isoline.corpus;

/**
 * Windows of tokens, one row behind another.
 *
 * @param inputs ids, {@code sequences} rows of {@code context}
 * @param targets the id that follows each input; or, where only some inputs are asked, the answer
 *     to these and {@link RecallGenerator#IGNORED} at the others
 * @param sequences number of rows
 * @param context length of a row
 * @param documentStarts for each row the inputs at which its documents begin: 0, where the row
 *     begins, and every end-of-text token after it. The end-of-text token of one document stands at
 *     the beginning of the next, which is what its target, the first token of the next, is to be
 *     predicted from; so every target belongs to the document that its input is in
 */
public record Batch(
    long[] inputs, long[] targets, int sequences, int context, int[][] documentStarts) {}
