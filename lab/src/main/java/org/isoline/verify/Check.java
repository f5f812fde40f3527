package org.isoline.verify;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * One comparison of two ways to the same numbers.
 *
 * @param quantity what was compared
 * @param maxDifference largest difference, in the quantity's own unit; not a number if either way
 *     gave none
 * @param tolerance largest difference that passes
 */
@JsonPropertyOrder({"quantity", "max_difference", "tolerance", "pass"})
public record Check(
    String quantity, @JsonProperty("max_difference") double maxDifference, double tolerance) {

  /** Whether the difference is a number and within tolerance. */
  @JsonProperty
  public boolean pass() {
    return maxDifference <= tolerance;
  }
}
