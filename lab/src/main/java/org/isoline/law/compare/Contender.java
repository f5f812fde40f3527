package org.isoline.law.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.isoline.law.Observation;
import org.isoline.law.Selection;

/**
 * An architecture that takes part in a comparison.
 *
 * @param arch its name
 * @param points of it that count
 * @param seeds of its runs, by run
 */
public record Contender(String arch, Selection points, Map<String, Long> seeds) {
  /** Copies the map. */
  public Contender {
    seeds = Map.copyOf(seeds);
  }

  /** The contender of a table's rows, with the points that were selected from them. */
  public static Contender of(String arch, List<Observation> rows, Selection points) {
    Map<String, Long> seeds = new LinkedHashMap<>();
    rows.forEach(row -> seeds.putIfAbsent(row.run(), row.seed()));
    return new Contender(arch, points, seeds);
  }
}
