package org.isoline.law;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a law was obtained.
 *
 * @param method the estimator: {@code power-law}, {@code power-law-with-floor}, {@code accuracy},
 *     {@code data-constrained} or the name of an {@link Estimator}
 * @param convention what N, C and L are; empty if the caller gave bare points
 * @param pointsUsed points in the regression
 * @param dropped checkpoints left out, with reasons
 * @param objective the value the estimator minimised, at the law; its definition is the
 *     estimator's. NaN without a law
 * @param diagnostics numbers that say how far to trust the fit, by name, in the estimator's order
 * @param warnings the same in words; empty if nothing is amiss
 */
public record FitReport(
    String method,
    Optional<Convention> convention,
    int pointsUsed,
    List<Dropped> dropped,
    double objective,
    Map<String, Double> diagnostics,
    List<String> warnings) {

  /** Copies the collections. */
  public FitReport {
    dropped = List.copyOf(dropped);
    diagnostics = Collections.unmodifiableMap(new LinkedHashMap<>(diagnostics));
    warnings = List.copyOf(warnings);
  }

  /** The report of a fit that ended before it had a law. */
  static FitReport withoutLaw(String method, Selection selection, int pointsUsed) {
    return new FitReport(
        method,
        selection.convention(),
        pointsUsed,
        selection.dropped(),
        Double.NaN,
        Map.of(),
        selection.warnings());
  }

  /** The report of a fit to {@code selection}, whose own warnings come first. */
  static FitReport of(
      String method,
      Selection selection,
      int pointsUsed,
      double objective,
      Map<String, Double> diagnostics,
      List<String> warnings) {
    List<String> all = new ArrayList<>(selection.warnings());
    all.addAll(warnings);
    return new FitReport(
        method,
        selection.convention(),
        pointsUsed,
        selection.dropped(),
        objective,
        diagnostics,
        all);
  }
}
