package org.isoline.model;

import org.isoline.tensor.Tensor;

/** Lets tokens see earlier tokens: the part in which the architectures differ. */
sealed interface TokenMixer permits SoftmaxMixer, ConstantDecayMixer, GatedMixer {

  /**
   * Mixes normed tokens {@code [B, T, d]} into {@code [B, T, d]}; where the pass has a state, they
   * go on from it and are added to it.
   */
  Tensor mix(Tensor x, Pass pass);

  /** {@code [B, T, H dh]} to {@code [B, H, T, dh]}. */
  static Tensor splitHeads(Tensor x, int heads) {
    return x.reshape(x.size(0), x.size(1), heads, -1).transpose(1, 2);
  }

  /** {@code [B, H, T, dh]} to {@code [B, T, H dh]}. */
  static Tensor joinHeads(Tensor x) {
    return x.transpose(1, 2).reshape(x.size(0), x.size(2), -1);
  }
}
