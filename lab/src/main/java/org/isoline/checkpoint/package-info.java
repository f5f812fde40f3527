/**
 * Tensors on disk: the safetensors format and the store of a run's checkpoints.
 *
 * <p>A checkpoint is a folder {@code step-N} with {@code model.safetensors}, {@code
 * optimizer.safetensors} and {@code state.json}. It is written under a temporary name and renamed,
 * and {@code state.json} holds sizes and checksums, so a torn one is recognised and passed over.
 */
package org.isoline.checkpoint;
