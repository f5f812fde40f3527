package org.isoline.ops.toeplitz;

import java.util.List;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Upper triangular matrices with equal elements along each diagonal, {@code N[i, r] = T_{r-i}}.
 *
 * <p>Both directions read rows of m elements as rows of m + 1: element (i, r) is number {@code i m
 * + r = i (m + 1) + (r - i)}, so it stands in column {@code r - i}. A diagonal becomes a column
 * without an index in sight.
 */
final class UpperToeplitz {
  private UpperToeplitz() {}

  /** Matrices {@code [d, m, m]} from their first rows {@code [d, m]}. */
  static Tensor of(Tensor firstRows) {
    long d = firstRows.size(0);
    long m = firstRows.size(1);
    Tensor padded =
        Tensors.cat(
            List.of(firstRows, Tensors.zeros(firstRows.dtype(), firstRows.device(), d, 1)), 1);
    Tensor columns = padded.unsqueeze(1).expand(d, m, m + 1).reshape(d, m * (m + 1));
    return columns.narrow(1, 0, m * m).reshape(d, m, m).triu();
  }

  /** The gradient of {@link #of}: sums along the diagonals, {@code [d, m, m]} to {@code [d, m]}. */
  static Tensor diagonalSums(Tensor matrices) {
    long d = matrices.size(0);
    long m = matrices.size(1);
    Tensor flat = matrices.triu().reshape(d, m * m);
    Tensor filling = Tensors.zeros(matrices.dtype(), matrices.device(), d, m);
    Tensor columns = Tensors.cat(List.of(flat, filling), 1).reshape(d, m, m + 1);
    return columns.sum(1, false).narrow(1, 0, m);
  }
}
