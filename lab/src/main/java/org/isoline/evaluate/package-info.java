/**
 * What a model can do: validation loss, and text that it writes.
 *
 * <p>Generation has three parts. A {@link org.isoline.evaluate.Session} reads tokens into a decode
 * state and knows the scores of the next one. A {@link org.isoline.evaluate.Sampler} picks one:
 * with logits z and temperature T,
 *
 * <pre>
 * p_i = exp(z_i / T) / sum_j exp(z_j / T)
 * </pre>
 *
 * restricted to the k likeliest ids, and among these to the smallest set whose share reaches p
 * (nucleus sampling, Holtzman et al., arXiv 1904.09751). The {@link org.isoline.evaluate.Generator}
 * lets the session read what was picked, and turns bytes of tokens into text.
 */
package org.isoline.evaluate;
