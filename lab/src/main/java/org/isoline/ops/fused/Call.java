package org.isoline.ops.fused;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.isoline.ops.MixerShape;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/** One call of the kernel: what both directions need. */
record Call(
    Tile tile,
    int threads,
    MixerShape shape,
    Tensor q,
    Tensor k,
    Tensor v,
    Fading fading,
    Optional<Tensor> initial) {

  /** Makes the planner of a head. */
  @FunctionalInterface
  interface Planners {
    Planner of(long batch, long head);
  }

  Planners planners() {
    int channels = Padding.stride(keys(), tile);
    return switch (fading) {
      case Fading.ByToken(Tensor logDecay) -> {
        Sequences decays = Sequences.of(logDecay.exp());
        yield (batch, head) ->
            new TokenPlanner(decays.at(batch, head), shape.tokens(), capacity(), channels);
      }
      case Fading.ByHead(var logDecay) ->
          (_, head) ->
              new HeadPlanner(logDecay.get((int) head), shape.tokens(), capacity(), channels);
    };
  }

  int keys() {
    return Math.toIntExact(shape.keys());
  }

  int values() {
    return Math.toIntExact(shape.values());
  }

  int capacity() {
    return (int) Math.min(Block.TOKENS, shape.tokens());
  }

  /** Parts of each head so that every thread has one. */
  long parts() {
    return Math.ceilDiv(threads, shape.rows());
  }

  /** Where the state of a head begins in {@code [B, H, K, V]}. */
  long stateAt(long batch, long head) {
    return (batch * shape.heads() + head) * shape.keys() * shape.values();
  }

  Tensor emptyState() {
    return Tensors.empty(
        shape.dtype(), shape.device(), shape.batch(), shape.heads(), shape.keys(), shape.values());
  }

  /** Reads columns of a head's state, rows being keys. */
  void load(TiledState state, MemorySegment data, long at, Part part) {
    state.load(data, at, keys(), part.width(), values(), 1);
  }

  /** Reads rows of a head's state as columns, rows being values. */
  void loadTransposed(TiledState state, MemorySegment data, long at, Part part) {
    state.load(data, at, values(), part.width(), 1, values());
  }

  /** Writes columns of a head's state, rows being keys. */
  void store(TiledState state, MemorySegment data, long at, Part part) {
    state.store(data, at, keys(), part.width(), values());
  }
}
