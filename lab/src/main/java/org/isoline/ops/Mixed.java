package org.isoline.ops;

import org.isoline.tensor.Tensor;

/**
 * What a linear token mixer makes of a sequence.
 *
 * @param output one row per token, {@code [B, H, T, V]}; not necessarily contiguous
 * @param state what the mixer remembers after the last token, {@code [B, H, K, V]}: the initial
 *     state of a continuation
 */
public record Mixed(Tensor output, Tensor state) {}
