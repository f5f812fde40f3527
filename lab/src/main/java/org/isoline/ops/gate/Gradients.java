package org.isoline.ops.gate;

import org.isoline.tensor.Tensor;

/**
 * Gradients of a segment under construction, {@code [N, C, ·]} each.
 *
 * @param q of the queries
 * @param k of the keys
 * @param v of the values
 * @param sums of the running sums of log decays
 */
record Gradients(Tensor q, Tensor k, Tensor v, SumGradients sums) {}
