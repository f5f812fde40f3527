package org.isoline.law.forecast;

import java.util.OptionalDouble;
import org.isoline.law.LawException;

/**
 * What compute takes in time and money.
 *
 * @param flopPerSecond of the whole machine, as measured on runs like the planned one; empty if
 *     unknown
 * @param moneyPerHour of the whole machine, in any currency; empty if unknown
 */
public record Price(OptionalDouble flopPerSecond, OptionalDouble moneyPerHour) {
  private static final double SECONDS = 3600;

  /**
   * Checks the ranges.
   *
   * @throws LawException if the rate is not positive, the price negative, or there is a price and
   *     no rate
   */
  public Price {
    if (flopPerSecond.isPresent() && !(flopPerSecond.getAsDouble() > 0)) {
      throw new LawException(
          "a rate of "
              + flopPerSecond.getAsDouble()
              + " FLOP/s is not positive; give what your machine was measured to do");
    }
    if (moneyPerHour.isPresent() && !(moneyPerHour.getAsDouble() >= 0)) {
      throw new LawException(
          "a price of " + moneyPerHour.getAsDouble() + " an hour is not 0 or more");
    }
    if (moneyPerHour.isPresent() && flopPerSecond.isEmpty()) {
      throw new LawException("a price per hour needs a rate in FLOP/s to become a cost");
    }
  }

  /** Neither is known. */
  public static Price unknown() {
    return new Price(OptionalDouble.empty(), OptionalDouble.empty());
  }

  /** Hours that so many FLOP take; NaN without a rate. */
  public double hours(double flop) {
    return flopPerSecond.isPresent() ? flop / flopPerSecond.getAsDouble() / SECONDS : Double.NaN;
  }

  /** Money that so many FLOP cost; NaN without a price. */
  public double money(double flop) {
    return moneyPerHour.isPresent() ? hours(flop) * moneyPerHour.getAsDouble() : Double.NaN;
  }
}
