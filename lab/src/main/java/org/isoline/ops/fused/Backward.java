package org.isoline.ops.fused;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.isoline.tensor.Tensor;

/** The three sweeps that make the gradients. */
final class Backward {
  private final Call call;
  private final Call.Planners planners;
  private final Sequences q;
  private final Sequences k;
  private final Sequences v;
  private final Optional<MemorySegment> initial;

  Backward(Call call) {
    this.call = call;
    planners = call.planners();
    q = Sequences.of(call.q());
    k = Sequences.of(call.k());
    v = Sequences.of(call.v());
    initial = call.initial().map(s -> s.contiguous().data());
  }

  List<Tensor> run(List<Optional<Tensor>> gradients) {
    Tensor dq = call.shape().emptyTokens(call.keys());
    Tensor dk = call.shape().emptyTokens(call.keys());
    Tensor dv = call.shape().emptyTokens(call.values());
    List<Tensor> results = new ArrayList<>(List.of(dq, dk, dv));
    Optional<Tensor> dg = call.fading().operand().map(_ -> call.shape().emptyTokens(call.keys()));
    dg.ifPresent(results::add);
    Optional<Tensor> first = call.initial().map(_ -> call.emptyState());
    first.ifPresent(results::add);
    Sequences output =
        Sequences.of(gradients.get(0).orElseGet(() -> call.shape().zeroTokens(call.values())));
    Optional<MemorySegment> last = gradients.get(1).map(s -> s.contiguous().data());

    List<Runnable> pieces = new ArrayList<>();
    Sequences toQueries = Sequences.of(dq);
    Sequences toKeys = Sequences.of(dk);
    Optional<Sequences> toDecays = dg.map(Sequences::of);
    call.forEachHead(
        call.keys(),
        (b, h, part) ->
            pieces.add(
                () ->
                    keys(
                        b,
                        h,
                        part,
                        output.at(b, h),
                        last,
                        toQueries.at(b, h),
                        toKeys.at(b, h),
                        toDecays.map(x -> x.at(b, h)))));
    Sequences toValues = Sequences.of(dv);
    Optional<MemorySegment> toFirst = first.map(Tensor::data);
    call.forEachHead(
        call.values(),
        (b, h, part) ->
            pieces.add(
                () -> values(b, h, part, output.at(b, h), last, toValues.at(b, h), toFirst)));
    Workers.run(call.threads(), pieces);
    return results;
  }

  private void keys(
      long b,
      long h,
      Part part,
      Sequence output,
      Optional<MemorySegment> last,
      Sequence dq,
      Sequence dk,
      Optional<Sequence> dg) {
    Optional<DecayGradient> decays =
        dg.map(
            gradient ->
                new DecayGradient(
                    q.at(b, h),
                    k.at(b, h),
                    gradient,
                    part,
                    call.shape().tokens(),
                    call.capacity(),
                    Padding.of(part.width(), call.tile())));
    long at = call.stateAt(b, h) + part.from() * call.shape().values();
    KeySweep queries =
        new KeySweep(
            call.tile(),
            planners.of(b, h),
            v.at(b, h),
            output,
            k.at(b, h),
            dq,
            part,
            call.capacity());
    initial.ifPresent(data -> call.loadTransposed(queries.state(), data, at, part));
    List<Block> onward =
        dg.isPresent()
            ? Block.forwardToLast(call.shape().tokens())
            : Block.forward(call.shape().tokens());
    queries.run(onward, decays.map(DecayGradient::ofQueries).orElse(KeySweep.NOBODY));
    KeySweep keys =
        new KeySweep(
            call.tile(),
            planners.of(b, h),
            output,
            v.at(b, h),
            q.at(b, h),
            dk,
            part,
            call.capacity());
    last.ifPresent(data -> call.loadTransposed(keys.state(), data, at, part));
    keys.run(Block.backward(onward), decays.map(DecayGradient::ofKeys).orElse(KeySweep.NOBODY));
  }

  private void values(
      long b,
      long h,
      Part part,
      Sequence output,
      Optional<MemorySegment> last,
      Sequence dv,
      Optional<MemorySegment> first) {
    Planner planner = planners.of(b, h);
    ValueSweep sweep =
        new ValueSweep(
            call.tile(), planner, q.at(b, h), k.at(b, h), output, dv, part, call.capacity());
    long at = call.stateAt(b, h) + part.from();
    last.ifPresent(data -> call.load(sweep.state(), data, at, part));
    sweep.run(Block.backward(Block.forward(call.shape().tokens())));
    first.ifPresent(
        data -> {
          sweep.state().multiplyRows(planner.first());
          call.store(sweep.state(), data, at, part);
        });
  }
}
