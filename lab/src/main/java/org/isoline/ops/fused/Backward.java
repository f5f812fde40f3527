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
  private final Sequences ofOutput;
  private final Optional<MemorySegment> ofState;
  private final Tensor dq;
  private final Tensor dk;
  private final Tensor dv;
  private final Optional<Tensor> dg;
  private final Optional<Tensor> ofInitial;

  /**
   * Makes room for the gradients.
   *
   * @param gradients those of output and final state
   */
  Backward(Call call, List<Optional<Tensor>> gradients) {
    this.call = call;
    planners = call.planners();
    q = Sequences.of(call.q());
    k = Sequences.of(call.k());
    v = Sequences.of(call.v());
    initial = call.initial().map(state -> state.contiguous().data());
    ofOutput =
        Sequences.of(gradients.get(0).orElseGet(() -> call.shape().zeroTokens(call.values())));
    ofState = gradients.get(1).map(state -> state.contiguous().data());
    dq = call.shape().emptyTokens(call.keys());
    dk = call.shape().emptyTokens(call.keys());
    dv = call.shape().emptyTokens(call.values());
    dg = call.fading().operand().map(_ -> call.shape().emptyTokens(call.keys()));
    ofInitial = call.initial().map(_ -> call.emptyState());
  }

  List<Tensor> run() {
    List<Runnable> pieces = new ArrayList<>();
    for (long b = 0; b < call.shape().batch(); b++) {
      for (long h = 0; h < call.shape().heads(); h++) {
        pieces.addAll(pieces(b, h));
      }
    }
    Workers.run(call.threads(), pieces);
    List<Tensor> results = new ArrayList<>(List.of(dq, dk, dv));
    dg.ifPresent(results::add);
    ofInitial.ifPresent(results::add);
    return results;
  }

  /** Parts of a head, each with some of the key channels and some of the value channels. */
  private List<Runnable> pieces(long b, long h) {
    List<Part> keys = Part.split(call.keys(), call.tile().columns(), call.parts());
    List<Part> values = Part.split(call.values(), call.tile().columns(), call.parts());
    List<Runnable> pieces = new ArrayList<>();
    for (int i = 0; i < Math.max(keys.size(), values.size()); i++) {
      Optional<Part> ofKeys = i < keys.size() ? Optional.of(keys.get(i)) : Optional.empty();
      Optional<Part> ofValues = i < values.size() ? Optional.of(values.get(i)) : Optional.empty();
      pieces.add(() -> piece(b, h, ofKeys, ofValues));
    }
    return pieces;
  }

  private void piece(long b, long h, Optional<Part> keys, Optional<Part> values) {
    long tokens = call.shape().tokens();
    List<Block> blocks = dg.isPresent() ? Block.forwardToLast(tokens) : Block.forward(tokens);
    List<Block> back = Block.backward(blocks);
    Optional<DecayGradient> decays =
        keys.flatMap(part -> dg.map(gradient -> decayGradient(b, h, part, gradient)));
    keys.ifPresent(
        part -> {
          KeySweep sweep = queries(b, h, part);
          KeySweep.Observer observer = decays.map(DecayGradient::ofQueries).orElse(KeySweep.NOBODY);
          Planner planner = planners.of(b, h);
          blocks.forEach(block -> sweep.step(block, planner.plan(block), observer));
        });

    Planner planner = planners.of(b, h);
    KeySweep.Observer observer = decays.map(DecayGradient::ofKeys).orElse(KeySweep.NOBODY);
    Optional<KeySweep> keySweep = keys.map(part -> keys(b, h, part));
    Optional<ValueSweep> valueSweep = values.map(part -> values(b, h, part));
    for (Block block : back) {
      Spans spans = planner.plan(block);
      keySweep.ifPresent(sweep -> sweep.step(block, spans, observer));
      valueSweep.ifPresent(sweep -> sweep.step(block, spans));
    }
    valueSweep.ifPresent(sweep -> finish(b, h, values.orElseThrow(), sweep, planner));
  }

  private DecayGradient decayGradient(long b, long h, Part part, Tensor gradient) {
    return new DecayGradient(
        q.at(b, h),
        k.at(b, h),
        Sequences.of(gradient).at(b, h),
        part,
        call.shape().tokens(),
        call.capacity(),
        Padding.stride(part.width(), call.tile()));
  }

  private KeySweep queries(long b, long h, Part part) {
    Sequence to = Sequences.of(dq).at(b, h);
    KeySweep sweep =
        new KeySweep(
            call.tile(), v.at(b, h), ofOutput.at(b, h), k.at(b, h), to, part, call.capacity());
    initial.ifPresent(data -> call.loadTransposed(sweep.state(), data, keyAt(b, h, part), part));
    return sweep;
  }

  private KeySweep keys(long b, long h, Part part) {
    Sequence to = Sequences.of(dk).at(b, h);
    KeySweep sweep =
        new KeySweep(
            call.tile(), ofOutput.at(b, h), v.at(b, h), q.at(b, h), to, part, call.capacity());
    ofState.ifPresent(data -> call.loadTransposed(sweep.state(), data, keyAt(b, h, part), part));
    return sweep;
  }

  private ValueSweep values(long b, long h, Part part) {
    Sequence to = Sequences.of(dv).at(b, h);
    ValueSweep sweep =
        new ValueSweep(
            call.tile(), q.at(b, h), k.at(b, h), ofOutput.at(b, h), to, part, call.capacity());
    ofState.ifPresent(data -> call.load(sweep.state(), data, valueAt(b, h, part), part));
    return sweep;
  }

  private void finish(long b, long h, Part part, ValueSweep sweep, Planner planner) {
    ofInitial.ifPresent(
        gradient -> {
          sweep.state().multiplyRows(planner.first());
          call.store(sweep.state(), gradient.data(), valueAt(b, h, part), part);
        });
  }

  private long keyAt(long b, long h, Part part) {
    return call.stateAt(b, h) + part.from() * call.shape().values();
  }

  private long valueAt(long b, long h, Part part) {
    return call.stateAt(b, h) + part.from();
  }
}
