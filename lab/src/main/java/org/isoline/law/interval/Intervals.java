package org.isoline.law.interval;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The intervals of all figures of a law under one scheme.
 *
 * @param scheme what was drawn
 * @param draws laws that the intervals rest on
 * @param failed draws without a law
 * @param figures by name
 * @param sets for each draw of a jackknife what was left out and the figures without it; empty for
 *     random draws
 * @param warnings what weakens the intervals, in words
 */
public record Intervals(
    Scheme scheme,
    int draws,
    int failed,
    Map<String, Interval> figures,
    Map<String, Map<String, Double>> sets,
    List<String> warnings) {
  /** Copies the collections. */
  public Intervals {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    sets = Collections.unmodifiableMap(new LinkedHashMap<>(sets));
    warnings = List.copyOf(warnings);
  }

  /** The interval of a figure, if there is such a figure. */
  public Optional<Interval> of(String name) {
    return Optional.ofNullable(figures.get(name));
  }
}
