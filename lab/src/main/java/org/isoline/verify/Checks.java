package org.isoline.verify;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * All comparisons of one case in one element type.
 *
 * @param name of the case or checkpoint
 * @param dtype element type of the computation, such as float64
 * @param checks in the order in which they were made
 */
@JsonPropertyOrder({"name", "dtype", "checks", "pass"})
public record Checks(String name, String dtype, List<Check> checks) {
  /** Copies the list. */
  public Checks {
    checks = List.copyOf(checks);
  }

  /** Whether every one passed. */
  @JsonProperty
  public boolean pass() {
    return checks.stream().allMatch(Check::pass);
  }
}
