/**
 * Normalisations over the last dimension, of {@code d} elements.
 *
 * <pre>
 * SRMSNorm(x)  = xh,            xh = x r,        r = 1 / sqrt(mean(x^2) + eps)
 * RMSNorm(x)   = w xh
 * LayerNorm(x) = w xh + b,      xh = (x - mu) r, r = 1 / sqrt(mean((x - mu)^2) + eps)
 * </pre>
 *
 * <p>With {@code g = w dy} ({@code g = dy} without weights) the gradients are
 *
 * <pre>
 * dx = r (g - xh mean(xh g))             for the two root mean squares
 * dx = r (g - mean(g) - xh mean(xh g))   for LayerNorm
 * dw = sum over rows of xh dy;   db = sum over rows of dy
 * </pre>
 *
 * <p>SRMSNorm is the norm of TransNormerLLM (Qin et al., arXiv 2307.14995), RMSNorm is Zhang and
 * Sennrich, arXiv 1910.07467, LayerNorm Ba et al., arXiv 1607.06450. Statistics are formed in at
 * least binary32.
 */
package org.isoline.ops.norm;
