package org.isoline.ops.fused;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;

/** The sweep that makes output and final state. */
final class Forward {
  private final Call call;

  Forward(Call call) {
    this.call = call;
  }

  List<Tensor> run() {
    Tensor output = call.shape().emptyTokens(call.values());
    Tensor state = call.emptyState();
    try (Scope scope = new Scope()) {
      Sequences q = Sequences.of(call.q());
      Sequences k = Sequences.of(call.k());
      Sequences v = Sequences.of(call.v());
      Sequences o = Sequences.of(output);
      Call.Planners planners = call.planners();
      Optional<MemorySegment> initial = call.initial().map(s -> s.contiguous().data());
      MemorySegment last = state.data();
      List<Block> blocks = Block.forward(call.shape().tokens());
      List<Runnable> pieces = new ArrayList<>();
      call.forEachHead(
          call.values(),
          (b, h, part) ->
              pieces.add(
                  () -> {
                    ValueSweep sweep =
                        new ValueSweep(
                            call.tile(),
                            k.at(b, h),
                            q.at(b, h),
                            v.at(b, h),
                            o.at(b, h),
                            part,
                            call.capacity());
                    long at = call.stateAt(b, h) + part.from();
                    initial.ifPresent(data -> call.load(sweep.state(), data, at, part));
                    Planner planner = planners.of(b, h);
                    for (Block block : blocks) {
                      sweep.step(block, planner.plan(block));
                    }
                    call.store(sweep.state(), last, at, part);
                  }));
      Workers.run(call.threads(), pieces);
    }
    return List.of(output, state);
  }
}
