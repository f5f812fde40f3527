package org.isoline.law;

import java.util.Map;

/** A fitted law as numbers with names. */
public interface Law {
  /**
   * The coefficients by the names that files and reports use, in the order of the equation. Those
   * that do not exist are NaN.
   */
  Map<String, Double> coefficients();
}
