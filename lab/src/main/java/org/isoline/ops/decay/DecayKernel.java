package org.isoline.ops.decay;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.isoline.ops.Boundaries;
import org.isoline.ops.ChunkKernel;
import org.isoline.ops.MixerShape;
import org.isoline.ops.Segment;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Tensor;

/** The chunkwise equations of the package documentation, one line each. */
final class DecayKernel implements ChunkKernel {
  /** Made once per call: a sequence has whole chunks and at most one short one. */
  private final Map<Long, Decays> byLength = new HashMap<>();

  DecayKernel(MixerShape shape, double[] logDecay, List<Segment> segments) {
    for (Segment segment : segments) {
      byLength.computeIfAbsent(
          segment.length(), length -> new Decays(shape, logDecay, length.intValue()));
    }
  }

  @Override
  public Tensor forward(Segment segment, List<Tensor> operands, Boundaries states) {
    Decays decay = byLength.get(segment.length());
    Tensor q = operands.get(0);
    Tensor k = operands.get(1);
    Tensor v = operands.get(2);
    Tensor p = decay.within(q.matmul(k.transpose(1, 2)));

    InPlace.setBatchMatmul(states.ends(), decay.toEnd(k).transpose(1, 2), v);
    for (long i = 0; i < segment.chunks(); i++) {
      decay.carry(states.at(i + 1), states.at(i));
    }

    Tensor o = decay.fromStart(q).matmul(states.starts());
    return InPlace.addBatchMatmul(o, p, v);
  }

  @Override
  public List<Tensor> backward(
      Segment segment,
      List<Tensor> operands,
      Tensor outputGradient,
      Boundaries states,
      Boundaries stateGradients) {
    Decays decay = byLength.get(segment.length());
    Tensor q = operands.get(0);
    Tensor k = operands.get(1);
    Tensor v = operands.get(2);
    Tensor p = decay.within(q.matmul(k.transpose(1, 2)));
    Tensor dp = decay.within(outputGradient.matmul(v.transpose(1, 2)));
    Tensor dq = dp.matmul(k);
    Tensor dk = dp.transpose(1, 2).matmul(q);
    Tensor dv = p.transpose(1, 2).matmul(outputGradient);

    Tensor faded = decay.fromStart(outputGradient);
    InPlace.setBatchMatmul(stateGradients.starts(), q.transpose(1, 2), faded);
    for (long i = segment.chunks(); i > 0; i--) {
      decay.carry(stateGradients.at(i - 1), stateGradients.at(i));
    }

    InPlace.addBatchMatmul(dq, faded, states.starts().transpose(1, 2));
    InPlace.addBatchMatmul(dk, decay.toEnd(v), stateGradients.ends().transpose(1, 2));
    InPlace.addBatchMatmul(dv, decay.toEnd(k), stateGradients.ends());
    return List.of(dq, dk, dv);
  }
}
