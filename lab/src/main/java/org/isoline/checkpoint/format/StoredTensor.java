package org.isoline.checkpoint.format;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * A tensor of a file, as rows of ours one after the other.
 *
 * @param name in the file
 * @param shape in the file
 * @param pieces rows of our tensors; empty if the numbers are constants
 * @param constant numbers in row-major order that follow from the configuration; empty if there are
 *     pieces
 */
public record StoredTensor(
    String name, List<Long> shape, List<Piece> pieces, List<Double> constant) {

  /**
   * Rows of one of our tensors.
   *
   * @param parameter our name
   * @param start first row
   * @param rows number of rows
   * @param arrangement their order in the file
   */
  public record Piece(String parameter, long start, long rows, Arrangement arrangement) {}

  /** Whether a file of this shape fits. */
  boolean fits(long[] other) {
    return shape.equals(java.util.Arrays.stream(other).boxed().toList());
  }

  /**
   * Forms this tensor of ours.
   *
   * @param ours a tensor by our name: a parameter, or anything shaped like it, such as its gradient
   */
  public Tensor gather(Function<String, Tensor> ours) {
    if (pieces.isEmpty()) {
      return Tensors.of(
          constant.stream().mapToDouble(Double::doubleValue).toArray(),
          shape.stream().mapToLong(Long::longValue).toArray());
    }
    List<Tensor> rows = new ArrayList<>();
    for (Piece piece : pieces) {
      Tensor whole = ours.apply(piece.parameter()).detach();
      rows.add(piece.arrangement().toFile(whole.narrow(0, piece.start(), piece.rows())));
    }
    return rows.size() == 1 ? rows.getFirst() : Tensors.cat(rows, 0);
  }

  /**
   * Copies this tensor into ours, whatever their type; call it with the tape off.
   *
   * @param stored as the file has it
   * @param parameter which of ours to fill
   */
  void scatter(Tensor stored, String parameter, Tensor ours) {
    long row = 0;
    for (Piece piece : pieces) {
      if (piece.parameter().equals(parameter)) {
        Tensor rows = piece.arrangement().toOurs(stored.narrow(0, row, piece.rows()));
        InPlace.copy(ours.narrow(0, piece.start(), piece.rows()), rows);
      }
      row += piece.rows();
    }
  }

  /** Whether rows of one of ours are in here. */
  boolean holds(String parameter) {
    return pieces.stream().anyMatch(piece -> piece.parameter().equals(parameter));
  }
}
