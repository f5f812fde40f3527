package org.isoline.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.CustomGradient;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;

/**
 * Carries the state of a linear mixer along a sequence, segment by segment, forward and backward.
 *
 * <p>Kept for the backward pass are the operands and the states between chunks, nothing else, and
 * nothing at all where no gradient is asked for.
 */
public final class Chunkwise {
  private final MixerShape shape;
  private final List<Tensor> operands;
  private final Optional<Tensor> initial;
  private final List<Segment> segments;
  private final ChunkKernel kernel;
  private final List<Boundaries> saved;

  private Chunkwise(
      MixerShape shape,
      List<Tensor> operands,
      Optional<Tensor> initial,
      List<Segment> segments,
      ChunkKernel kernel) {
    this.shape = shape;
    this.operands = operands;
    this.initial = initial;
    this.segments = segments;
    this.kernel = kernel;
    boolean recorded = Autograd.enabled() && inputs().stream().anyMatch(Tensor::requiresGrad);
    this.saved =
        recorded
            ? segments.stream().map(segment -> Boundaries.empty(shape, segment)).toList()
            : List.of();
  }

  /**
   * Runs a kernel over a sequence as one operation of the tape.
   *
   * @param shape extents of the call
   * @param operands q, k, v and others, {@code [B, H, T, ·]}
   * @param initial state before the first token, zeros if empty
   * @param segments the sequence, in order
   * @param kernel what happens inside chunks
   */
  public static Mixed run(
      MixerShape shape,
      List<Tensor> operands,
      Optional<Tensor> initial,
      List<Segment> segments,
      ChunkKernel kernel) {
    Chunkwise call = new Chunkwise(shape, operands, initial, segments, kernel);
    List<Tensor> outputs = CustomGradient.apply(call.inputs(), call::forward, call::backward);
    return new Mixed(outputs.getFirst(), outputs.getLast());
  }

  private List<Tensor> inputs() {
    List<Tensor> inputs = new ArrayList<>(operands);
    initial.ifPresent(inputs::add);
    return inputs;
  }

  private List<Tensor> forward() {
    Tensor output = shape.emptyTokens(shape.values());
    Tensor state = initial.orElseGet(shape::zeroState);
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      try (Scope scope = new Scope()) {
        Boundaries states = saved.isEmpty() ? Boundaries.empty(shape, segment) : saved.get(i);
        InPlace.copy(states.first(), state);
        segment.scatter(output, kernel.forward(segment, gather(segment), states));
        state = scope.keep(states.last().copy());
      }
    }
    return List.of(output, state);
  }

  private List<Tensor> backward(List<Optional<Tensor>> gradients) {
    List<Tensor> results =
        new ArrayList<>(operands.stream().map(x -> shape.emptyTokens(x.size(3))).toList());
    Tensor stateGradient = gradients.get(1).orElseGet(shape::zeroState);
    for (int i = segments.size() - 1; i >= 0; i--) {
      try (Scope scope = new Scope()) {
        Segment segment = segments.get(i);
        Boundaries stateGradients = Boundaries.empty(shape, segment);
        InPlace.copy(stateGradients.last(), stateGradient);
        Tensor outputGradient =
            segment.gather(gradients.get(0).orElseGet(() -> shape.zeroTokens(shape.values())));
        List<Tensor> parts =
            kernel.backward(segment, gather(segment), outputGradient, saved.get(i), stateGradients);
        for (int j = 0; j < parts.size(); j++) {
          segment.scatter(results.get(j), parts.get(j));
        }
        stateGradient = scope.keep(stateGradients.first().copy());
      }
    }
    if (initial.isPresent()) {
      results.add(stateGradient);
    }
    return results;
  }

  private List<Tensor> gather(Segment segment) {
    return operands.stream().map(segment::gather).toList();
  }
}
