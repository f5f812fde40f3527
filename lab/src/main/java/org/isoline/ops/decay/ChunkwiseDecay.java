package org.isoline.ops.decay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.isoline.ops.MixerShape;
import org.isoline.ops.Segment;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/** One call of the chunkwise form: its forward pass, and the backward pass that may follow. */
final class ChunkwiseDecay {
  private final MixerShape shape;
  private final List<Tensor> inputs;
  private final List<Segment> segments;
  private final Map<Long, Decays> decays = new HashMap<>();

  /** For each segment the states at all chunk boundaries, {@code [chunks + 1, B, H, K, V]}. */
  private final List<Tensor> boundaries = new ArrayList<>();

  ChunkwiseDecay(MixerShape shape, double[] logDecay, List<Tensor> inputs, int chunk) {
    this.shape = shape;
    this.inputs = inputs;
    segments = Segment.of(shape, chunk);
    for (Segment segment : segments) {
      decays.computeIfAbsent(
          segment.length(), length -> new Decays(shape, logDecay, length.intValue()));
    }
  }

  /** Output and final state. */
  List<Tensor> forward() {
    Tensor output = shape.emptyTokens(shape.values());
    Tensor state = inputs.size() > 3 ? inputs.get(3) : shape.zeroState();
    for (Segment segment : segments) {
      try (Scope scope = new Scope()) {
        boundaries.add(scope.keep(forward(segment, state, output)));
      }
      state = boundaries.getLast().select(0, segment.chunks());
    }
    return List.of(output, state.copy());
  }

  private Tensor forward(Segment segment, Tensor state, Tensor output) {
    Decays decay = decays.get(segment.length());
    Tensor q = segment.gather(inputs.get(0));
    Tensor k = segment.gather(inputs.get(1));
    Tensor v = segment.gather(inputs.get(2));
    Tensor scores = decay.within(q.matmul(k.transpose(1, 2)));

    Tensor states = emptyBoundaries(segment);
    InPlace.copy(states.select(0, 0), state);
    InPlace.setBatchMatmul(ends(segment, states), decay.toEnd(k).transpose(1, 2), v);
    for (int i = 0; i < segment.chunks(); i++) {
      decay.carry(states.select(0, i + 1), states.select(0, i));
    }

    Tensor o = decay.fromStart(q).matmul(starts(segment, states));
    segment.scatter(output, InPlace.addBatchMatmul(o, scores, v));
    return states;
  }

  /** Gradients of q, k, v and, if it was given, the initial state. */
  List<Tensor> backward(List<Optional<Tensor>> gradients) {
    Tensor outputGradient = gradients.get(0).orElseGet(() -> Tensors.zerosLike(inputs.get(2)));
    Tensor stateGradient = gradients.get(1).orElseGet(shape::zeroState);
    Tensor dq = shape.emptyTokens(shape.keys());
    Tensor dk = shape.emptyTokens(shape.keys());
    Tensor dv = shape.emptyTokens(shape.values());
    for (int i = segments.size() - 1; i >= 0; i--) {
      try (Scope scope = new Scope()) {
        stateGradient =
            scope.keep(
                backward(
                    segments.get(i),
                    boundaries.get(i),
                    outputGradient,
                    stateGradient,
                    List.of(dq, dk, dv)));
      }
    }
    return inputs.size() > 3 ? List.of(dq, dk, dv, stateGradient) : List.of(dq, dk, dv);
  }

  /** Writes the gradients of one segment and returns that of the state before it. */
  private Tensor backward(
      Segment segment,
      Tensor states,
      Tensor outputGradient,
      Tensor stateGradient,
      List<Tensor> results) {
    Decays decay = decays.get(segment.length());
    Tensor q = segment.gather(inputs.get(0));
    Tensor k = segment.gather(inputs.get(1));
    Tensor v = segment.gather(inputs.get(2));
    Tensor dO = segment.gather(outputGradient);
    Tensor scores = decay.within(q.matmul(k.transpose(1, 2)));
    Tensor scoreGradient = decay.within(dO.matmul(v.transpose(1, 2)));
    Tensor dq = scoreGradient.matmul(k);
    Tensor dk = scoreGradient.transpose(1, 2).matmul(q);
    Tensor dv = scores.transpose(1, 2).matmul(dO);

    decay.fromStart(dO);
    Tensor stateGradients = emptyBoundaries(segment);
    InPlace.copy(stateGradients.select(0, segment.chunks()), stateGradient);
    InPlace.setBatchMatmul(starts(segment, stateGradients), q.transpose(1, 2), dO);
    for (long i = segment.chunks(); i > 0; i--) {
      decay.carry(stateGradients.select(0, i - 1), stateGradients.select(0, i));
    }

    Tensor endGradients = ends(segment, stateGradients);
    InPlace.addBatchMatmul(dq, dO, starts(segment, states).transpose(1, 2));
    InPlace.addBatchMatmul(dk, decay.toEnd(v), endGradients.transpose(1, 2));
    InPlace.addBatchMatmul(dv, decay.toEnd(k), endGradients);
    segment.scatter(results.get(0), dq);
    segment.scatter(results.get(1), dk);
    segment.scatter(results.get(2), dv);
    return stateGradients.select(0, 0).copy();
  }

  private Tensor emptyBoundaries(Segment segment) {
    return Tensors.empty(
        shape.dtype(),
        shape.device(),
        segment.chunks() + 1,
        shape.batch(),
        shape.heads(),
        shape.keys(),
        shape.values());
  }

  private Tensor starts(Segment segment, Tensor states) {
    return states
        .narrow(0, 0, segment.chunks())
        .reshape(segment.chunks() * shape.rows(), shape.keys(), shape.values());
  }

  private Tensor ends(Segment segment, Tensor states) {
    return states
        .narrow(0, 1, segment.chunks())
        .reshape(segment.chunks() * shape.rows(), shape.keys(), shape.values());
  }
}
