package org.isoline.law.compare;

import java.util.List;

/** One architecture against the baseline. */
public sealed interface Contest {
  /** The architecture. */
  String arch();

  /**
   * There are laws and draws of both.
   *
   * @param arch the architecture
   * @param sizes that both have
   * @param pairs of runs
   * @param leftOut sizes and runs without a partner, in words
   * @param failed draws without a law of both
   * @param range of compute that was measured of both
   * @param differences of coefficients, architecture less baseline
   * @param standings at every budget, in order
   * @param crossing of the two curves
   * @param nested test of shared exponents
   * @param warnings what weakens all this, in words
   */
  record Compared(
      String arch,
      List<String> sizes,
      int pairs,
      List<String> leftOut,
      int failed,
      MeasuredRange range,
      List<Figure> differences,
      List<Standing> standings,
      Crossing crossing,
      NestedTest nested,
      List<String> warnings)
      implements Contest {
    /** Copies the lists. */
    public Compared {
      sizes = List.copyOf(sizes);
      leftOut = List.copyOf(leftOut);
      differences = List.copyOf(differences);
      standings = List.copyOf(standings);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * There is nothing to compare.
   *
   * @param arch the architecture
   * @param reason why
   * @param leftOut sizes and runs without a partner, in words
   */
  record Impossible(String arch, String reason, List<String> leftOut) implements Contest {
    /** Copies the list. */
    public Impossible {
      leftOut = List.copyOf(leftOut);
    }
  }
}
