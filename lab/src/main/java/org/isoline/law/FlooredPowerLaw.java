package org.isoline.law;

/**
 * y = floor + power(x): a power law that levels off.
 *
 * @param floor the value that no x goes below, in the unit of y
 * @param power what is above it
 */
public record FlooredPowerLaw(double floor, PowerLaw power) {
  /** y at {@code x}. */
  public double evaluate(double x) {
    return floor + power.evaluate(x);
  }
}
