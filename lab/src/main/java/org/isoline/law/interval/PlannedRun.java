package org.isoline.law.interval;

import org.isoline.law.LawException;

/**
 * A model to be trained, whose loss a law can be asked for.
 *
 * @param parameters N, by the count of the law's convention
 * @param tokens D
 */
public record PlannedRun(double parameters, double tokens) {
  /**
   * Checks the numbers.
   *
   * @throws LawException if one is not a positive finite number
   */
  public PlannedRun {
    require("N", parameters);
    require("D", tokens);
  }

  /** The name of its loss among the figures of a law. */
  public String figure() {
    return "loss(" + parameters + "," + tokens + ")";
  }

  private static void require(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new LawException(name + " = " + value + " is not a positive number");
    }
  }
}
