package org.isoline.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.isoline.tensor.DType;
import org.isoline.tensor.Tensor;

/**
 * Looks for numbers that are none, and for tensors that do nothing.
 *
 * @param check how many numbers are not finite
 * @param notes names of the tensors that have some, and of those that are zero throughout
 */
record FiniteScan(Check check, List<String> notes) {
  private static final double NONE_PASSES = 0;

  /**
   * Scans tensors.
   *
   * @param zero what to say of a tensor that is zero throughout, after its name
   */
  static FiniteScan of(Quantity quantity, Map<String, Tensor> tensors, String zero) {
    long total = 0;
    List<String> notes = new ArrayList<>();
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      long bad = tensor.allFinite() ? 0 : count(tensor);
      total += bad;
      if (bad > 0) {
        notes.add(
            "%s: %d of %d numbers are not finite"
                .formatted(entry.getKey(), bad, tensor.elements()));
      } else if (Differences.largest(tensor) == 0) {
        notes.add(entry.getKey() + " " + zero);
      }
    }
    return new FiniteScan(quantity.check(total, NONE_PASSES), notes);
  }

  /** Row by row along the first dimension: a copy of a large tensor as a whole may not fit. */
  private static long count(Tensor tensor) {
    long bad = 0;
    Tensor flat = tensor.detach().reshape(-1);
    long piece = 1 << 20;
    for (long start = 0; start < flat.elements(); start += piece) {
      Tensor part = flat.narrow(0, start, Math.min(piece, flat.elements() - start));
      for (double number : part.to(DType.FLOAT64).toDoubles()) {
        bad += Double.isFinite(number) ? 0 : 1;
      }
    }
    return bad;
  }
}
