/**
 * Linear attention with data-dependent decay per key channel (HGRN2, GLA).
 *
 * <p>Rows are tokens: q_t, k_t in R^K, v_t in R^V, log decay g_t in R^K with every element at most
 * 0, state S_t in R^{K x V}. {@code *} is element by element.
 *
 * <h2>Recurrent</h2>
 *
 * <pre>
 * S_t = Diag(e^{g_t}) S_{t-1} + k_t^T v_t
 * o_t = q_t S_t
 * </pre>
 *
 * <h2>Chunkwise</h2>
 *
 * <p>For a chunk of m tokens r, i = 1..m with state S before it and G_r = g_1 + ... + g_r:
 *
 * <pre>
 * A_ri = sum_c q_rc k_ic e^{G_rc - G_ic}  for r >= i, else 0
 * O_r  = (q_r * e^{G_r}) S + sum_i A_ri v_i
 * S'   = Diag(e^{G_m}) S + sum_i (k_i * e^{G_m - G_i})^T v_i
 * </pre>
 *
 * <p>Only A needs care: as a product (Q * e^G)(K * e^{-G})^T it overflows FLOAT32 once |G| passes
 * 88, which five tokens of g = -20 do. A chunk is therefore cut in halves, halves of halves, and so
 * on. Where two neighbouring blocks meet, let R be G of the last row of the first:
 *
 * <pre>
 * A_ri = (q_r * e^{G_r - R}) . (k_i * e^{R - G_i})   r in the second block, i in the first
 * </pre>
 *
 * <p>Both exponents are sums of log decays and so at most 0; underflow to 0 is what the sum would
 * be. This is the secondary chunking of GLA with halves in place of equal parts. What remains are
 * pairs inside blocks, by one of two ways, chosen for each segment of chunks from the sums of g
 * over its blocks:
 *
 * <ul>
 *   <li><em>factored</em>, in the largest blocks of 32 rows or more, up to the chunk, over which no
 *       channel of the segment decays by more than e^-60: (Q * e^L)(K * e^{-L})^T with L the sum
 *       since the start of the block, so the positive exponent is below 60;
 *   <li><em>direct</em>, in blocks of 16 rows, if there are no such blocks: all pairs at distance
 *       0, 1, ..., 15 in turn, while the decay between them is multiplied up from e^g.
 * </ul>
 *
 * <h2>Backward</h2>
 *
 * <p>Given dO and the gradient dS' of the state after the chunk, with dA_ri = dO_r . v_i for r >=
 * i:
 *
 * <pre>
 * dV_i = sum_{r>=i} A_ri dO_r + (k_i * e^{G_m - G_i}) dS'
 * dQ_r = e^{G_r} * (dO_r S^T) + sum_{i<=r} dA_ri k_i * e^{G_r - G_i}
 * dK_i = e^{G_m - G_i} * (v_i dS'^T) + sum_{r>=i} dA_ri q_r * e^{G_r - G_i}
 * dS   = Diag(e^{G_m}) dS' + sum_r (q_r * e^{G_r})^T dO_r
 * dg_r = sum_{i>=r} (q_i * dQ_i - k_i * dK_i) + rowsum_V(S' * dS')
 * </pre>
 *
 * <p>The last line, summed over the whole sequence and without a gradient of the final state, is
 * dg_t = sum_{i>=t} (q_i * dq_i - k_i * dk_i). It is a difference of large sums where decay is
 * strong, so the gradient is not computed by it: the sums of g inside blocks are differentiated as
 * they were formed, and only factored and direct blocks use the difference, among their own rows
 * and without the pairs of a token with itself, which do not decay.
 *
 * <p>Sources: Qin et al., "HGRN2", arXiv 2404.07904 (the recurrence, k = 1 - e^g); Yang et al.,
 * "Gated Linear Attention", arXiv 2312.06635 (chunkwise form, secondary chunking, suffix sums).
 */
package org.isoline.ops.gate;
