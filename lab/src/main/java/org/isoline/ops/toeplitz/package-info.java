/**
 * Toeplitz positional encoding: a causal convolution of every channel with a sum of decaying modes.
 *
 * <p>For channel c and mode j, with weights B {@code [d, e]} and decays lambda {@code [e]} in [0,
 * 1] that all channels share,
 *
 * <pre>
 * H_t[c,j] = lambda_j H_{t-1}[c,j] + B[c,j] x_t[c];   y_t[c] = sum_j H_t[c,j]
 * </pre>
 *
 * <p>which is {@code y_t[c] = sum_m T_m[c] x_{t-m}[c]} with {@code T_m[c] = sum_j B[c,j]
 * lambda_j^m}. Backwards,
 *
 * <pre>
 * dH_t = lambda dH_{t+1} + dy_t;   dx_t[c] = sum_j B[c,j] dH_t[c,j]
 * dB[c,j] = sum_t x_t[c] dH_t[c,j];   dlambda_j = sum_{t,c} dH_t[c,j] H_{t-1}[c,j]
 * </pre>
 *
 * <p>In chunks of m tokens, r and i counted from 1 in each and H the state where it starts,
 *
 * <pre>
 * y_r = sum_{i &lt;= r} T_{r-i} x_i + sum_j lambda_j^r H[:,j]
 * H'  = lambda^m H + B sum_i lambda^{m-i} x_i
 * </pre>
 *
 * <p>so that time and memory are linear in the length of the sequence. The encoding is that of
 * LightNet (Qin et al., arXiv 2405.21022), which the study's cosFormer2 applies once, after the
 * embedding; the paper of the study (arXiv 2406.16690) gives its size and cost only, from which the
 * recurrence above was reconstructed.
 */
package org.isoline.ops.toeplitz;
