package org.isoline.ops.gate;

import java.util.List;
import org.isoline.ops.Boundaries;
import org.isoline.ops.ChunkKernel;
import org.isoline.ops.Segment;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;

/** The chunkwise equations of the package documentation. */
final class GateKernel implements ChunkKernel {

  @Override
  public Tensor forward(Segment segment, List<Tensor> operands, Boundaries states) {
    Tensor q = operands.get(0);
    Tensor k = operands.get(1);
    Tensor v = operands.get(2);
    Decays decays = Decays.of(operands.get(3));

    InPlace.setBatchMatmul(states.ends(), k.mul(decays.toEnd()).transpose(1, 2), v);
    Tensor across = perState(decays.across(), states);
    for (long i = 0; i < segment.chunks(); i++) {
      InPlace.addProduct(states.at(i + 1), states.at(i), across.select(0, i), 1);
    }

    Tensor o = q.mul(decays.fromStart()).matmul(states.starts());
    decays.within().forward(q, k, v, o);
    decays.halves().forEach(halves -> halves.forward(q, k, v, o));
    return o;
  }

  @Override
  public List<Tensor> backward(
      Segment segment,
      List<Tensor> operands,
      Tensor outputGradient,
      Boundaries states,
      Boundaries stateGradients) {
    Tensor q = operands.get(0);
    Tensor k = operands.get(1);
    Tensor v = operands.get(2);
    Decays decays = Decays.of(operands.get(3));

    Tensor queries = q.mul(decays.fromStart());
    InPlace.setBatchMatmul(stateGradients.starts(), queries.transpose(1, 2), outputGradient);
    Tensor across = perState(decays.across(), states);
    for (long i = segment.chunks(); i > 0; i--) {
      InPlace.addProduct(
          stateGradients.at(i - 1), stateGradients.at(i), across.select(0, i - 1), 1);
    }

    Tensor keys = k.mul(decays.toEnd());
    Tensor dQueries = outputGradient.matmul(states.starts().transpose(1, 2));
    Tensor dKeys = v.matmul(stateGradients.ends().transpose(1, 2));
    Tensor dv = keys.matmul(stateGradients.ends());
    SumGradients sums = new SumGradients(InPlace.mul(queries, dQueries), InPlace.mul(keys, dKeys));
    addAcross(sums.since().select(1, segment.length() - 1), decays, states, stateGradients);
    Tensor dq = InPlace.mul(dQueries, decays.fromStart());
    Tensor dk = InPlace.mul(dKeys, decays.toEnd());

    Gradients gradients = new Gradients(dq, dk, dv, sums);
    for (Halves halves : decays.halves().reversed()) {
      sums.split();
      halves.backward(q, k, v, outputGradient, gradients);
    }
    decays.within().backward(q, k, v, outputGradient, gradients);
    return List.of(dq, dk, dv, sums.ofLogDecays());
  }

  /** What the decay of the state across a chunk gives to the gradient of the chunk's last sum. */
  private static void addAcross(
      Tensor last, Decays decays, Boundaries states, Boundaries stateGradients) {
    try (Scope scope = new Scope()) {
      Tensor ofAcross = states.starts().mul(stateGradients.ends()).sum(2, false);
      InPlace.addProduct(last, ofAcross, decays.across(), 1);
    }
  }

  /** {@code [N, K]} as factors of the rows of each state, {@code [chunks, B, H, K, 1]}. */
  private static Tensor perState(Tensor factors, Boundaries states) {
    long[] shape = states.states().shape();
    return factors.reshape(-1, shape[1], shape[2], shape[3], 1);
  }
}
