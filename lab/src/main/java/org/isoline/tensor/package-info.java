/**
 * The only door to libtorch.
 *
 * <p>{@link org.isoline.tensor.Tensor} is a small facade over the operations Isoline uses and no
 * more. It looks immutable: every operation returns a new tensor, except the few of {@link
 * org.isoline.tensor.InPlace}. Shapes are written in brackets, one letter a dimension: {@code [B,
 * H, T, K]} is batch, heads, tokens, key channels.
 *
 * <p>Native memory is owned by {@link org.isoline.tensor.Scope}: open one per micro-step, keep what
 * must outlive it, close it. The garbage collector sees eight bytes per tensor and never feels the
 * pressure, so nothing here relies on it.
 *
 * <p>No other package imports {@code org.bytedeco}; a later move to another binding touches this
 * package alone.
 */
package org.isoline.tensor;
