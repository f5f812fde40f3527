/**
 * Linear attention with constant decay per head (TNL, lightning attention) or none (cosFormer2).
 *
 * <p>Rows are tokens: q_t, k_t in R^K, v_t in R^V, state S_t in R^{K x V}, lambda in (0, 1].
 *
 * <h2>Recurrent</h2>
 *
 * <pre>
 * S_t = lambda S_{t-1} + k_t^T v_t
 * o_t = q_t S_t
 * </pre>
 *
 * <h2>Chunkwise</h2>
 *
 * <p>For a chunk of m tokens r, i = 1..m with state S before it and D_ri = lambda^{r-i} for r >= i,
 * else 0:
 *
 * <pre>
 * O_r = sum_{i<=r} D_ri (q_r . k_i) v_i + lambda^r q_r S
 * S'  = lambda^m S + sum_i lambda^{m-i} k_i^T v_i
 * </pre>
 *
 * <p>The first sum is a product of masked matrices, the same for all chunks at once; only S' runs
 * along the sequence. Every power is made from a difference of positions and is at most 1: never as
 * lambda^r lambda^{-i}, which overflows.
 *
 * <h2>Backward</h2>
 *
 * <p>Given dO and the gradient dS' of the state after the chunk, with P = (Q K^T) * D and dP = (dO
 * V^T) * D:
 *
 * <pre>
 * dQ_r = sum_i dP_ri k_i + lambda^r dO_r S^T
 * dK_i = sum_r dP_ri q_r + lambda^{m-i} v_i dS'^T
 * dV_i = sum_r P_ri dO_r + lambda^{m-i} k_i dS'
 * dS   = lambda^m dS' + sum_r lambda^r q_r^T dO_r
 * </pre>
 *
 * <p>dS is what the chunk before receives as its dS'; before the first chunk it is the gradient of
 * the initial state.
 *
 * <p>Sources: Qin et al., "TransNormerLLM", arXiv 2307.14995 (decay per head, lightning attention);
 * the chunkwise gradient is derived here.
 */
package org.isoline.ops.decay;
