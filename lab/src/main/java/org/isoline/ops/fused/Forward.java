package org.isoline.ops.fused;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;

/** The sweep that makes output and final state. */
final class Forward {
  /** Elements of state below which a single token is not worth a second thread. */
  private static final long SHARED = 1 << 20;

  private final Call call;
  private final List<Block> blocks;

  Forward(Call call) {
    this.call = call;
    blocks = Block.forward(call.shape().tokens());
  }

  /** What a call reads and writes. */
  private record Memory(
      Sequences q,
      Sequences k,
      Sequences v,
      Sequences output,
      Call.Planners planners,
      Optional<MemorySegment> initial,
      MemorySegment state) {}

  List<Tensor> run() {
    Tensor output = call.shape().emptyTokens(call.values());
    Tensor state = call.emptyState();
    try (Scope scope = new Scope()) {
      Memory memory =
          new Memory(
              Sequences.of(call.q()),
              Sequences.of(call.k()),
              Sequences.of(call.v()),
              Sequences.of(output),
              call.planners(),
              call.initial().map(tensor -> tensor.contiguous().data()),
              state.data());
      boolean single = call.shape().tokens() == 1;
      List<Runnable> pieces = new ArrayList<>();
      for (long b = 0; b < call.shape().batch(); b++) {
        for (long h = 0; h < call.shape().heads(); h++) {
          pieces.addAll(single ? List.of(token(memory, b, h)) : sweeps(memory, b, h));
        }
      }
      Workers.run(single && state.elements() < SHARED ? 1 : call.threads(), pieces);
    }
    return List.of(output, state);
  }

  private Runnable token(Memory memory, long b, long h) {
    return () ->
        new SingleToken(memory.q.at(b, h), memory.k.at(b, h), memory.v.at(b, h))
            .run(
                memory.planners.of(b, h).first(),
                memory.initial,
                memory.state,
                call.stateAt(b, h),
                memory.output.at(b, h));
  }

  private List<Runnable> sweeps(Memory memory, long b, long h) {
    return Part.split(call.values(), call.tile().columns(), call.parts()).stream()
        .<Runnable>map(part -> () -> sweep(memory, b, h, part))
        .toList();
  }

  private void sweep(Memory memory, long b, long h, Part part) {
    ValueSweep sweep =
        new ValueSweep(
            call.tile(),
            memory.k.at(b, h),
            memory.q.at(b, h),
            memory.v.at(b, h),
            memory.output.at(b, h),
            part,
            call.capacity());
    long at = call.stateAt(b, h) + part.from();
    memory.initial.ifPresent(data -> call.load(sweep.state(), data, at, part));
    Planner planner = memory.planners.of(b, h);
    for (Block block : blocks) {
      sweep.step(block, planner.plan(block));
    }
    call.store(sweep.state(), memory.state, at, part);
  }
}
