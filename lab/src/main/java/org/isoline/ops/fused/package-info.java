/**
 * The linear recurrences as one kernel: for FLOAT32 on the CPU, written with the Vector API.
 *
 * <p>It computes the definition. A tile of the state stays in registers while a block of tokens
 * passes by, so that an element of the state costs two fused multiply-adds a token, as in the
 * matrix products of the chunkwise forms, without their triangles, saved states and temporaries.
 *
 * <h2>Four sweeps</h2>
 *
 * <p>With decay f_t, a vector of K, and the state as a token finds it, faded but not yet written
 * to:
 *
 * <pre>
 * S'_t = Diag(f_t) S_{t-1}           S_t = S'_t + k_t^T v_t     forward
 * R'_t = Diag(f_{t+1}) R_{t+1}       R_t = R'_t + q_t^T do_t    backward; R_T starts from dS_T
 *
 * o_t  = q_t S'_t    + (q_t . k_t) v_t
 * dq_t = do_t S'_t^T + (do_t . v_t) k_t
 * dv_t = k_t R'_t    + (q_t . k_t) do_t
 * dk_t = v_t R'_t^T  + (do_t . v_t) q_t
 * dS_0 = Diag(f_1) R_1
 * </pre>
 *
 * <p>Four times the same walk, {@link org.isoline.ops.fused.Tile}: read by one vector along rows of
 * a state, write by another, with a third along its columns. Columns are value channels for o and
 * dv and key channels, the state being transposed, for dq and dk, so that nothing is ever summed
 * across the lanes of a register.
 *
 * <h2>Decay without a third operation</h2>
 *
 * <p>Multiplying the state by f_t at every token would be a third of the work. Instead a block is
 * cut into spans in which no channel loses more than e^-40, and inside a span, with p_t the product
 * of the decays since its first token, k_t / p_t is written and q_t * p_t is read. The state is
 * multiplied once per span. Any decay is safe: where it is strong, spans are short, down to one
 * token; f = 0 begins a span.
 *
 * <h2>Gradient of log decays</h2>
 *
 * <pre>
 * dg_t = sum_{i>=t} (q_i * (do_i S'_i^T) - k_i * (v_i R'_i^T))
 * </pre>
 *
 * <p>The terms of a token with itself, which do not decay, are left out: they are equal in both
 * products and would drown the others where decay is strong. So that rounding errors do not add up
 * over a long sequence, the sum starts anew at up to 8 places, where it is {@code f_{t+1} *
 * rowsum_V(S_t * R_{t+1})}; the final-state gradient enters the same way.
 *
 * <p>Sources: Qin et al., "HGRN2", arXiv 2404.07904; Yang et al., "Gated Linear Attention", arXiv
 * 2312.06635 (the sum for dg). The order of reading and writing, spans and tiles are derived here.
 */
package org.isoline.ops.fused;
