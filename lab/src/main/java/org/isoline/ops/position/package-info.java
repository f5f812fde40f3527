/**
 * Positions as rotations.
 *
 * <p><b>RoPE</b> (Su et al., arXiv 2104.09864) turns pairs of channels of queries and keys, so that
 * their product depends on the distance of the tokens only:
 *
 * <pre>
 * a' = a cos(t w) - b sin(t w);   b' = a sin(t w) + b cos(t w)
 * </pre>
 *
 * <p>for the pair (a, b) with frequency w at position t. Its gradient is the rotation by {@code -t
 * w}. LLaMA gives every head the same frequencies {@code base^(-2j/dh)}; the study's LLaMA spreads
 * them over all heads, {@code base^(-2m/d)} with {@code m = h dh/2 + j} (both: base 10000).
 *
 * <p><b>Cosine LRPE</b> (linearised relative positional encoding; Qin et al., arXiv 2307.09270 and
 * 2307.14995) doubles the channels:
 *
 * <pre>
 * LRPE(x_t) = [ x_t cos(t theta) ; x_t sin(t theta) ]
 * LRPE(q_t) . LRPE(k_s) = sum_j q_tj k_sj cos(theta_j (t - s))
 * dx = dOc cos + dOs sin;   dtheta_j = sum_t t x_tj (dOs_tj cos(t theta_j) - dOc_tj sin(t theta_j))
 * </pre>
 *
 * <p>with one learned theta for each channel of each head, at first {@code 10000^(-2(h dh + j)/d)}.
 *
 * <p>Angles are formed in binary64: at position 10^5 a binary32 product is wrong by up to 0.004.
 */
package org.isoline.ops.position;
