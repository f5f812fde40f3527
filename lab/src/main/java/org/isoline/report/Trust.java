package org.isoline.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a cell's last checkpoint made of its comparisons with itself.
 *
 * @param step of the checkpoint
 * @param checks in the order of the file
 * @param notes in sentences
 */
public record Trust(long step, List<Check> checks, List<String> notes) {
  /** Copies the lists. */
  public Trust {
    checks = List.copyOf(checks);
    notes = List.copyOf(notes);
  }

  /**
   * One comparison.
   *
   * @param dtype of the computation
   * @param quantity compared
   * @param difference largest, NaN if one way gave no number
   * @param tolerance largest that passes
   * @param meaning of a failure, blank for one that passed
   */
  public record Check(
      String dtype, String quantity, double difference, double tolerance, String meaning) {

    boolean pass() {
      return difference <= tolerance;
    }

    /** Difference over tolerance: up to 1 passes; infinite if nothing was to differ and did. */
    double ratio() {
      if (pass()) {
        return tolerance == 0 ? 0 : difference / tolerance;
      }
      return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference / tolerance;
    }
  }

  /** Reads a trust.json. */
  static Trust of(JsonNode json) {
    List<Check> checks = new ArrayList<>();
    for (JsonNode one : json.path("cases")) {
      for (JsonNode check : one.path("checks")) {
        String quantity = check.path("quantity").asText("");
        checks.add(
            new Check(
                one.path("dtype").asText(""),
                quantity,
                JsonFiles.number(check, "max_difference"),
                JsonFiles.number(check, "tolerance"),
                json.path("meanings").path(quantity).asText("")));
      }
    }
    List<String> notes = new ArrayList<>();
    json.path("notes").forEach(note -> notes.add(note.asText()));
    return new Trust(json.path("step").asLong(), checks, notes);
  }

  List<Check> failed() {
    return checks.stream().filter(check -> !check.pass()).toList();
  }

  boolean pass() {
    return failed().isEmpty() && !checks.isEmpty();
  }

  /** The comparison nearest to its tolerance, or farthest beyond it. */
  Optional<Check> worst() {
    return checks.stream().max(Comparator.comparingDouble(Check::ratio));
  }
}
