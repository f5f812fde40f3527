/**
 * The four architectures as one decoder with interchangeable token mixers.
 *
 * <pre>
 * X = sigma Embed[ids]                     (cosFormer2: X = X + TPE(X))
 * for each layer:  X = X + Mix(Norm(X));   X = X + GLU(Norm(X))
 * logits = Norm(X) E^T                     (tied) or Norm(X) W_head
 * </pre>
 *
 * <p>{@link org.isoline.model.ModelConfig} says everything that distinguishes one model from
 * another; {@link org.isoline.model.ParameterLayout} lists its parameters and {@link
 * org.isoline.model.Cost} its arithmetic, both without touching a tensor; {@link
 * org.isoline.model.Decoder} runs it. Sources: "Scaling Laws for Linear Complexity Language Models"
 * (arXiv 2406.16690, appendix A.1), TransNormerLLM (2307.14995), HGRN2 (2404.07904), LLaMA
 * (2302.13971).
 */
package org.isoline.model;
