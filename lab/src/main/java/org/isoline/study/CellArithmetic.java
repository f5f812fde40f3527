package org.isoline.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.isoline.model.Kernels;
import org.isoline.train.Arithmetic;

/**
 * How a cell computes on this machine, decided once and written down: a cell whose arithmetic is
 * left to the machine goes on as it began, even where the probe of a busy moment says otherwise.
 *
 * @param products type of the products of training, not {@link Arithmetic#AUTO}
 * @param kernels forms of the operations, after the self-test
 */
record CellArithmetic(Arithmetic products, Kernels kernels) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PRECISION = "precision";

  /**
   * The choice for a cell.
   *
   * @param provenance of an earlier start, if the file exists
   * @param wanted by the recipe
   */
  static CellArithmetic of(Path provenance, Arithmetic wanted, Kernels usable) throws IOException {
    String earlier = wanted == Arithmetic.AUTO ? recorded(provenance) : "";
    for (Arithmetic one : new Arithmetic[] {Arithmetic.FLOAT32, Arithmetic.BFLOAT16}) {
      if (word(one).equals(earlier)) {
        return new CellArithmetic(one, usable);
      }
    }
    return new CellArithmetic(wanted.resolved(), usable);
  }

  private static String recorded(Path provenance) throws IOException {
    if (!Files.exists(provenance)) {
      return "";
    }
    JsonNode earlier = JSON.readTree(Files.readString(provenance));
    return earlier.path(PRECISION).asText("");
  }

  /** Adds {@code precision}, and the form of each operation as {@code kernels}. */
  void describe(ObjectNode provenance) {
    provenance.put(PRECISION, word(products));
    provenance
        .putObject("kernels")
        .put("softmax", word(kernels.softmax()))
        .put("decay", word(kernels.decay()))
        .put("gate", word(kernels.gate()))
        .put("toeplitz", word(kernels.toeplitz()))
        .put("chunk", kernels.chunk());
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
