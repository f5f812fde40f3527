package org.isoline.model;

import java.util.ArrayList;
import java.util.List;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.CustomGradient;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/** One layer: {@code X = X + Mix(Norm(X)); X = X + GLU(Norm(X))}. */
record Block(
    NormLayer tokenNorm, TokenMixer tokenMixer, NormLayer channelNorm, ChannelMixer channelMixer) {

  /** {@code [B, T, d]} to {@code [B, T, d]}. */
  Tensor apply(Tensor x, Pass pass) {
    Tensor y = x.add(tokenMixer.mix(tokenNorm.apply(x), pass));
    return y.add(channelMixer.mix(channelNorm.apply(y)));
  }

  /**
   * The same numbers, of which the tape keeps the input only: the backward pass runs the layer
   * again (Chen et al., arXiv 1604.06174). A third more arithmetic; the memory of one layer in
   * place of all. Gradients of parameters go straight to where they accumulate.
   */
  Tensor applyRecomputed(Tensor x, Pass pass) {
    List<Tensor> inputs = new ArrayList<>(List.of(x));
    inputs.addAll(pass.lowerBounds());
    return CustomGradient.apply(
            inputs,
            () -> List.of(apply(x, pass)),
            gradients -> throughAgain(inputs, pass, gradients.getFirst().orElseThrow()))
        .getFirst();
  }

  private List<Tensor> throughAgain(List<Tensor> inputs, Pass first, Tensor gradient) {
    try (Autograd.Mode on = Autograd.on()) {
      List<Tensor> leaves =
          inputs.stream().map(input -> input.detach().requiresGrad(true)).toList();
      Pass pass = first.withLowerBounds(leaves.subList(1, leaves.size()));
      apply(leaves.getFirst(), pass).backward(gradient);
      return leaves.stream()
          .map(leaf -> leaf.grad().orElseGet(() -> Tensors.zerosLike(leaf)))
          .toList();
    }
  }
}
