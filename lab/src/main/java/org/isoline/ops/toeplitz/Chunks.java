package org.isoline.ops.toeplitz;

import java.util.List;
import java.util.Optional;
import org.isoline.ops.Mixed;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.CustomGradient;
import org.isoline.tensor.DType;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * A sequence of n whole chunks of m tokens, as one node of the tape.
 *
 * <p>Powers of lambda and Toeplitz coefficients are small and left to the tape; this node has them
 * as inputs. States are {@code [e, d]} here: with channels last, as in x, everything but the
 * convolution inside a chunk is a plain matrix product, and there x is transposed to put channels
 * first. Chunks come before sequences, {@code [n, B, ...]}, so that the states of all sequences at
 * one time are neighbours.
 */
final class Chunks {
  private final long batch;
  private final long chunks;
  private final long length;
  private final long channels;
  private final long modes;
  private final Inputs in;

  /**
   * What the node is differentiable in.
   *
   * @param x {@code [B, n m, d]}
   * @param coefficients {@code T_0 .. T_{m-1}} of each channel, {@code [d, m]}
   * @param weights B transposed, {@code [e, d]}
   * @param read {@code lambda^r} for r from 1 to m, {@code [m, e]}: from a start to its outputs
   * @param write {@code lambda^(m-i)} for i from 1 to m, {@code [m, e]}: from inputs to an end
   * @param carry {@code lambda^m}, {@code [e, 1]}: from a start to an end
   * @param initial {@code [B, e, d]}
   */
  private record Inputs(
      Tensor x,
      Tensor coefficients,
      Tensor weights,
      Tensor read,
      Tensor write,
      Tensor carry,
      Tensor initial) {

    static Inputs of(Tensor x, Tensor weights, Tensor lambda, Tensor initial, long m) {
      Tensor exponents = Tensors.range(m + 1, DType.FLOAT64).to(x.device()).reshape(-1, 1);
      Tensor powers = lambda.to(DType.FLOAT64).unsqueeze(0).pow(exponents).to(x.dtype());
      Tensor inside = powers.narrow(0, 0, m);
      return new Inputs(
          x,
          weights.matmul(inside.transpose(0, 1)),
          weights.transpose(0, 1).contiguous(),
          powers.narrow(0, 1, m),
          inside.flip(0),
          powers.select(0, m).unsqueeze(1),
          initial);
    }

    List<Tensor> list() {
      return List.of(x, coefficients, weights, read, write, carry, initial);
    }
  }

  private Chunks(Inputs in, long length) {
    this.in = in;
    this.length = length;
    this.batch = in.x.size(0);
    this.chunks = in.x.size(1) / length;
    this.channels = in.x.size(2);
    this.modes = in.weights.size(0);
  }

  /**
   * The convolution.
   *
   * @param x {@code [B, n m, d]}
   * @param weights {@code [d, e]}
   * @param lambda {@code [e]}
   * @param initial {@code [B, e, d]}
   * @param length tokens of a chunk, m
   * @return {@code [B, n m, d]} and the state {@code [B, e, d]}
   */
  static Mixed mix(Tensor x, Tensor weights, Tensor lambda, Tensor initial, long length) {
    Inputs in = Inputs.of(x, weights, lambda, initial, length);
    return new Chunks(in, length).mix();
  }

  private Mixed mix() {
    if (!Autograd.enabled()) {
      try (Scope scope = new Scope()) {
        List<Tensor> outputs = forward(emptyStates());
        return new Mixed(scope.keep(outputs.get(0)), scope.keep(outputs.get(1)));
      }
    }
    Tensor states = emptyStates();
    List<Tensor> outputs =
        CustomGradient.apply(
            in.list(),
            () -> forward(states),
            gradients -> backward(states, gradients.get(0), gradients.get(1)));
    return new Mixed(outputs.get(0), outputs.get(1));
  }

  /** Fills {@code states} with the state before each chunk and after the last. */
  private List<Tensor> forward(Tensor states) {
    try (Scope scope = new Scope()) {
      Tensor x = chunked(in.x);
      InPlace.copy(states.select(0, 0), in.initial);
      Tensor ends = states.narrow(0, 1, chunks);
      InPlace.setBatchMatmul(stacked(ends), everywhere(in.write.transpose(0, 1)), x);
      InPlace.mul(ends, in.weights);
      List<Tensor> slots = states.unbind(0);
      for (int k = 0; k < chunks; k++) {
        InPlace.addProduct(slots.get(k + 1), in.carry, slots.get(k), 1);
      }
      Tensor y = everywhere(in.read).matmul(stacked(states.narrow(0, 0, chunks)));
      Tensor inside = channelsFirst(x).matmul(UpperToeplitz.of(in.coefficients));
      InPlace.add(y, tokensFirst(inside));
      return List.of(scope.keep(sequence(y)), scope.keep(states.select(0, chunks).copy()));
    }
  }

  private List<Tensor> backward(Tensor states, Optional<Tensor> output, Optional<Tensor> state) {
    Tensor dy = chunked(output.orElseGet(() -> Tensors.zerosLike(in.x)));
    Tensor pulls = statePulls(dy, state);
    Tensor starts = states.narrow(0, 0, chunks);
    Tensor endPulls = pulls.narrow(0, 1, chunks);
    Tensor dRead = dy.matmul(stacked(starts).transpose(1, 2)).sum(0, false);
    Tensor dCarry = carryGradient(states, pulls);

    Tensor x = chunked(in.x);
    Tensor sums = everywhere(in.write.transpose(0, 1)).matmul(x);
    Tensor dWeights = InPlace.mul(sums, stacked(endPulls)).sum(0, false);
    Tensor weighted = stacked(InPlace.mul(endPulls, in.weights));
    Tensor dWrite = x.matmul(weighted.transpose(1, 2)).sum(0, false);
    Tensor dx = everywhere(in.write).matmul(weighted);

    Tensor dyByChannel = channelsFirst(dy);
    Tensor matrices = UpperToeplitz.of(in.coefficients);
    InPlace.add(dx, tokensFirst(dyByChannel.matmul(matrices.transpose(1, 2))));
    Tensor dMatrices = channelsFirst(x).transpose(1, 2).matmul(dyByChannel);
    return List.of(
        sequence(dx),
        UpperToeplitz.diagonalSums(dMatrices),
        dWeights,
        dRead,
        dWrite,
        dCarry,
        pulls.select(0, 0));
  }

  /** Gradients of the state before each chunk and after the last, {@code [n + 1, B, e, d]}. */
  private Tensor statePulls(Tensor dy, Optional<Tensor> state) {
    Tensor pulls = emptyStates();
    Tensor last = pulls.select(0, chunks);
    state.ifPresentOrElse(given -> InPlace.copy(last, given), () -> InPlace.fill(last, 0));
    InPlace.setBatchMatmul(
        stacked(pulls.narrow(0, 0, chunks)), everywhere(in.read.transpose(0, 1)), dy);
    List<Tensor> slots = pulls.unbind(0);
    for (int k = (int) chunks - 1; k >= 0; k--) {
      InPlace.addProduct(slots.get(k), in.carry, slots.get(k + 1), 1);
    }
    return pulls;
  }

  /** Sum over chunks, sequences and channels of start times pull of the end, {@code [e, 1]}. */
  private Tensor carryGradient(Tensor states, Tensor pulls) {
    Tensor sum = Tensors.zeros(in.x.dtype(), in.x.device(), batch, modes, channels);
    List<Tensor> starts = states.unbind(0);
    List<Tensor> ends = pulls.unbind(0);
    for (int k = 0; k < chunks; k++) {
      InPlace.addProduct(sum, starts.get(k), ends.get(k + 1), 1);
    }
    return sum.sum(0, false).sum(1, true);
  }

  private Tensor emptyStates() {
    return Tensors.empty(in.x.dtype(), in.x.device(), chunks + 1, batch, modes, channels);
  }

  /** {@code [n, B, e, d]} as one batch of matrices. */
  private Tensor stacked(Tensor states) {
    return states.reshape(chunks * batch, modes, channels);
  }

  /** One matrix for every chunk of every sequence. */
  private Tensor everywhere(Tensor matrix) {
    return matrix.unsqueeze(0).expand(chunks * batch, -1, -1);
  }

  /** {@code [B, n m, d]} as {@code [n B, m, d]}. */
  private Tensor chunked(Tensor sequence) {
    return sequence
        .reshape(batch, chunks, length, channels)
        .transpose(0, 1)
        .reshape(chunks * batch, length, channels);
  }

  /** The inverse of {@link #chunked}. */
  private Tensor sequence(Tensor chunked) {
    return chunked
        .reshape(chunks, batch, length, channels)
        .transpose(0, 1)
        .reshape(batch, chunks * length, channels);
  }

  /** {@code [n B, m, d]} as {@code [d, n B, m]}: a matrix of all chunks for each channel. */
  private Tensor channelsFirst(Tensor chunked) {
    return chunked.reshape(-1, channels).transpose(0, 1).contiguous().reshape(channels, -1, length);
  }

  /** The inverse of {@link #channelsFirst}. */
  private Tensor tokensFirst(Tensor byChannel) {
    return byChannel
        .reshape(channels, -1)
        .transpose(0, 1)
        .contiguous()
        .reshape(-1, length, channels);
  }
}
