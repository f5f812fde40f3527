package org.isoline.corpus;

/**
 * Windows of tokens, one row behind another.
 *
 * @param inputs ids, {@code sequences} rows of {@code context}
 * @param targets the id that follows each input
 * @param sequences number of rows
 * @param context length of a row
 */
public record Batch(long[] inputs, long[] targets, int sequences, int context) {}
