package org.isoline.speed;

import org.isoline.tensor.Tensor;

/**
 * Operands of a token mixer.
 *
 * @param q {@code [B, H, T, K]}
 * @param k {@code [B, H, T, K]}
 * @param v {@code [B, H, T, V]}
 * @param g logarithms of decays, {@code [B, H, T, K]}
 * @param theta angles of cosine LRPE, {@code [H, 1, K]}
 */
record MixerOperands(Tensor q, Tensor k, Tensor v, Tensor g, Tensor theta) {

  int heads() {
    return Math.toIntExact(q.size(1));
  }

  MixerOperands with(Tensor otherQ, Tensor otherK) {
    return new MixerOperands(otherQ, otherK, v, g, theta);
  }
}
