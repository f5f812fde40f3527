package org.isoline.cli;

import java.util.Arrays;
import org.isoline.law.LawException;

/** Numbers separated by commas. */
final class NumberList {
  private NumberList() {}

  /**
   * The numbers.
   *
   * @throws LawException naming the option if one is not a positive finite number
   */
  static double[] of(String option, String text) {
    return Arrays.stream(text.split(",", -1)).mapToDouble(cell -> number(option, cell)).toArray();
  }

  private static double number(String option, String cell) {
    try {
      double value = Double.parseDouble(cell.strip());
      if (value > 0 && Double.isFinite(value)) {
        return value;
      }
      throw new LawException(option + ": " + cell + " is not above 0");
    } catch (NumberFormatException e) {
      throw new LawException(
          option + ": '" + cell + "' is not a number; write for instance 1.5e9 or 1500000000", e);
    }
  }
}
