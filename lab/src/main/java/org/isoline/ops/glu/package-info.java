/**
 * The pointwise part of a gated linear unit.
 *
 * <pre>
 * y = act(a) b
 * SiLU(u) = u s,   SiLU'(u) = s (1 + u (1 - s)),   s = sigmoid(u)
 * da = dy b act'(a),   db = dy act(a)
 * </pre>
 *
 * <p>SwiGLU of LLaMA has SiLU (Shazeer, arXiv 2002.05202); the SGLU of TransNormerLLM (arXiv
 * 2307.14995) has no activation. Only a and b are kept for the backward pass: {@code act(a)} costs
 * less to form again than to keep.
 */
package org.isoline.ops.glu;
