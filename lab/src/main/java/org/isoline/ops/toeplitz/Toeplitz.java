package org.isoline.ops.toeplitz;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.isoline.ops.Mixed;
import org.isoline.ops.MixerShape;
import org.isoline.ops.Operands;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Causal convolution of every channel with a sum of decaying modes.
 *
 * <p>Both forms take x {@code [B, T, d]}, weights {@code [d, e]} and lambda {@code [e]} in [0, 1],
 * and the state before the first token {@code [B, d, e]}, zeros if empty. They return {@code [B, T,
 * d]} and the state after the last token {@code [B, d, e]}, differentiable in everything, and throw
 * {@link IllegalArgumentException} if the operands do not fit.
 */
public final class Toeplitz {
  private Toeplitz() {}

  /**
   * The recurrence as it is written, one token after the other: what the fast form is tested by.
   */
  public static Mixed recurrent(Tensor x, Tensor weights, Tensor lambda, Optional<Tensor> initial) {
    requireFit(x, weights, lambda, initial);
    Tensor state = initial.orElseGet(() -> zeroState(x, weights));
    List<Tensor> outputs = new ArrayList<>();
    for (Tensor token : x.unbind(1)) {
      state = state.mul(lambda).add(token.unsqueeze(2).mul(weights));
      outputs.add(state.sum(2, false));
    }
    return new Mixed(Tensors.stack(outputs, 1), state);
  }

  /**
   * Chunks of tokens by matrix products, with an explicit gradient.
   *
   * <p>Keeps one state {@code [d, e]} for each chunk of each sequence, and while it runs one
   * Toeplitz matrix for each channel: {@code d chunk^2} numbers.
   *
   * @param chunk tokens, at least 1; 64 is right for most shapes; matters to the result by rounding
   *     only
   */
  public static Mixed chunkwise(
      Tensor x, Tensor weights, Tensor lambda, Optional<Tensor> initial, int chunk) {
    requireFit(x, weights, lambda, initial);
    MixerShape.requireChunk(chunk);
    Tensor start = initial.orElseGet(() -> zeroState(x, weights)).transpose(1, 2);
    long tokens = x.size(1);
    long whole = tokens - tokens % chunk;
    if (whole == 0 || whole == tokens) {
      return withTransposedState(Chunks.mix(x, weights, lambda, start, Math.min(chunk, tokens)));
    }
    Mixed first = Chunks.mix(x.narrow(1, 0, whole), weights, lambda, start, chunk);
    long rest = tokens - whole;
    Mixed last = Chunks.mix(x.narrow(1, whole, rest), weights, lambda, first.state(), rest);
    Tensor output = Tensors.cat(List.of(first.output(), last.output()), 1);
    return withTransposedState(new Mixed(output, last.state()));
  }

  private static Mixed withTransposedState(Mixed mixed) {
    return new Mixed(mixed.output(), mixed.state().transpose(1, 2).contiguous());
  }

  private static Tensor zeroState(Tensor x, Tensor weights) {
    return Tensors.zeros(x.dtype(), x.device(), x.size(0), x.size(2), weights.size(1));
  }

  private static void requireFit(
      Tensor x, Tensor weights, Tensor lambda, Optional<Tensor> initial) {
    Operands.require("x", x, Operands.ANY, Operands.ANY, Operands.ANY);
    Operands.requireLike(x, "weights", weights, x.size(2), Operands.ANY);
    Operands.requireLike(x, "lambda", lambda, weights.size(1));
    initial.ifPresent(
        state ->
            Operands.requireLike(x, "initial state", state, x.size(0), x.size(2), weights.size(1)));
  }
}
