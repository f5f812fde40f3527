/**
 * Linear maps.
 *
 * <pre>
 * y = x W^T      dx = dy W      dW = dy^T x
 * </pre>
 *
 * <p>In mixed precision (arXiv 1710.03740) the three products take bfloat16 operands, which recent
 * processors multiply twice as fast, and everything else stays as it is: weights, activations
 * between operations, and sums of gradients are float32. bfloat16 has the exponents of float32, so
 * that no scaling of the loss is needed.
 */
package org.isoline.ops.linear;
