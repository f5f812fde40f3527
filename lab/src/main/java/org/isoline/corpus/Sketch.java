package org.isoline.corpus;

/**
 * What is kept of a text to find its duplicates.
 *
 * @param hash of the whole text
 * @param signature its {@link MinHash#signature}; empty if near-duplicates are not looked for, or
 *     the text has no word
 */
record Sketch(TextHash hash, int[] signature) {}
