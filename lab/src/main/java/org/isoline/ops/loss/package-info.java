/**
 * Cross-entropy of a linear classifier, without ever holding all its logits.
 *
 * <p>For a token with activations x and target y,
 *
 * <pre>
 * z = x W^T;   loss = ln(sum_v e^{z_v}) - z_y = ln(sum_v e^{z_v - m}) - (z_y - m),   m = max_v z_v
 * dz_v = softmax(z)_v - [v = y];   dx = dz W;   dW = dz^T x
 * </pre>
 *
 * <p>The logits of all tokens are by far the largest tensor of a small language model: 2048 tokens
 * and 32000 classes take 262 MB, and the tape would keep that several times. Nothing after the loss
 * needs them, so a few rows at a time are formed, turned into their share of dx and dW in the same
 * forward pass and overwritten; the backward pass only multiplies by the gradient of the loss.
 *
 * <p>Where targets are ignored ({@link org.isoline.ops.loss.MaskedCrossEntropy}), the rows that
 * count are gathered first, and the mean is over them.
 */
package org.isoline.ops.loss;
