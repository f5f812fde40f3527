package org.isoline.checkpoint.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.isoline.checkpoint.format.StoredTensor.Piece;
import org.isoline.model.ModelConfig;
import org.isoline.model.ParameterLayout;
import org.isoline.model.ParameterSpec;

/** Collects the tensors of a file, and makes sure at the end that none of ours was forgotten. */
final class TensorMap {
  private static final Arrangement AS_IS = new Arrangement.AsIs();

  private final Map<String, ParameterSpec> ours = new LinkedHashMap<>();
  private final List<StoredTensor> stored = new ArrayList<>();

  TensorMap(ModelConfig config) {
    ParameterLayout.of(config).parameters().forEach(spec -> ours.put(spec.name(), spec));
  }

  /** Whether the model has a tensor of that name. */
  boolean has(String parameter) {
    return ours.containsKey(parameter);
  }

  /** One of ours under its own name. */
  TensorMap same(String parameter) {
    return whole(parameter, parameter, AS_IS);
  }

  /** One of ours under another name. */
  TensorMap renamed(String name, String parameter) {
    return whole(name, parameter, AS_IS);
  }

  TensorMap whole(String name, String parameter, Arrangement arrangement) {
    ParameterSpec spec = ours.get(parameter);
    Piece piece = new Piece(parameter, 0, spec.shape().getFirst(), arrangement);
    stored.add(new StoredTensor(name, spec.shape(), List.of(piece), List.of()));
    return this;
  }

  /** A norm's weight and bias, as far as the model has them. */
  TensorMap norm(String name, String parameter) {
    for (String part : List.of(".weight", ".bias")) {
      if (has(parameter + part)) {
        renamed(name + part, parameter + part);
      }
    }
    return this;
  }

  /** Rows of one of ours. */
  TensorMap rows(String name, String parameter, long start, long rows) {
    return rows(name, new Piece(parameter, start, rows, AS_IS));
  }

  /** Rows of several of ours, one after the other. */
  TensorMap rows(String name, Piece... pieces) {
    long rows = Arrays.stream(pieces).mapToLong(Piece::rows).sum();
    List<Long> shape = new ArrayList<>(ours.get(pieces[0].parameter()).shape());
    shape.set(0, rows);
    stored.add(new StoredTensor(name, List.copyOf(shape), List.of(pieces), List.of()));
    return this;
  }

  /** Numbers that are no parameters of ours. */
  TensorMap constant(String name, List<Double> numbers, Long... shape) {
    stored.add(new StoredTensor(name, List.of(shape), List.of(), numbers));
    return this;
  }

  /**
   * The tensors.
   *
   * @throws IllegalStateException if they do not hold every row of ours exactly once
   */
  List<StoredTensor> complete() {
    Map<String, Long> rows = new LinkedHashMap<>();
    stored.stream()
        .flatMap(tensor -> tensor.pieces().stream())
        .forEach(piece -> rows.merge(piece.parameter(), piece.rows(), Long::sum));
    ours.forEach(
        (name, spec) -> {
          if (!spec.shape().getFirst().equals(rows.get(name))) {
            throw new IllegalStateException(
                "%s has %d rows, the format holds %s"
                    .formatted(name, spec.shape().getFirst(), rows.get(name)));
          }
        });
    return List.copyOf(stored);
  }
}
