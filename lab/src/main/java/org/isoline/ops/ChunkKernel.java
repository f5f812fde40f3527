package org.isoline.ops;

import java.util.List;
import org.isoline.tensor.Tensor;

/**
 * What happens inside the chunks of a segment. Operands and results are as {@link Segment#gather}
 * makes them, {@code [N, length, ·]} with N = chunks * B * H, and may be overwritten.
 */
public interface ChunkKernel {
  /**
   * Computes the output.
   *
   * @param segment the segment
   * @param operands q, k, v and whatever else the mixer takes
   * @param states holds the first state; all later ones are to be filled in
   * @return output {@code [N, length, V]}
   */
  Tensor forward(Segment segment, List<Tensor> operands, Boundaries states);

  /**
   * Computes the gradients.
   *
   * @param segment the segment
   * @param operands as in the forward pass
   * @param outputGradient {@code [N, length, V]}
   * @param states all states as the forward pass left them
   * @param stateGradients holds the gradient of the last state; all earlier ones are to be filled
   *     in
   * @return one gradient for each operand
   */
  List<Tensor> backward(
      Segment segment,
      List<Tensor> operands,
      Tensor outputGradient,
      Boundaries states,
      Boundaries stateGradients);
}
