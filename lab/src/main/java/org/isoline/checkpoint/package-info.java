/**
 * Tensors on disk: weight files of other programs and the store of a run's checkpoints.
 *
 * <p>A {@link org.isoline.checkpoint.TensorSource} has named tensors that are loaded one at a time;
 * {@link org.isoline.checkpoint.WeightFiles} opens the usual layouts (one safetensors file, shards
 * with an index, llama2.c), {@link org.isoline.checkpoint.WeightWriter} writes the first two.
 *
 * <p>A checkpoint is a folder {@code step-N} with {@code model.safetensors}, the {@code
 * config.json} that says what they are, {@code optimizer.safetensors} and {@code state.json}. It is
 * written under a temporary name and renamed, and {@code state.json} holds sizes and checksums, so
 * a torn one is recognised and passed over.
 *
 * <p>A {@link org.isoline.checkpoint.StateFile} is what a decoder remembers of a text, so that
 * another process can go on with it.
 */
package org.isoline.checkpoint;
