package org.isoline.corpus;

/**
 * A piece of a {@link ScoredTokenizer}.
 *
 * @param bytes what it stands for
 * @param score how early it merges: higher is earlier
 */
record ScoredPiece(byte[] bytes, float score) {}
