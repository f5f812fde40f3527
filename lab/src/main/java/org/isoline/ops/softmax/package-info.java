/**
 * Causal softmax attention.
 *
 * <pre>
 * P = softmax over s &lt;= t of (scale q_t . k_s);   o_t = sum_s P_ts v_s
 * dV = P^T dO;   dP = dO V^T;   dZ = P (dP - delta),   delta_t = dO_t . o_t
 * dQ = scale dZ K;   dK = scale dZ^T Q
 * </pre>
 *
 * <p>Vaswani et al., arXiv 1706.03762, with the mask of a decoder. The fast form is the library's
 * flash form (Dao et al., arXiv 2205.14135): time is quadratic in the context, memory is not.
 */
package org.isoline.ops.softmax;
