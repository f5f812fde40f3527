package org.isoline.corpus;

/**
 * Examples of one setting.
 *
 * @param spec the setting
 * @param examples how many, numbered from 0; at least 1
 */
public record RecallSet(RecallSpec spec, int examples) {
  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if there is no example
   */
  public RecallSet {
    if (examples < 1) {
      throw new IllegalArgumentException("examples = " + examples + ", must be at least 1");
    }
  }
}
