package org.isoline.law.interval;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Intervals and the draws behind them, for those who add something of their own to each draw.
 *
 * @param intervals of all figures
 * @param draws of every figure by name, NaN where a draw does not have it; for a jackknife evenly
 *     spaced quantiles of its Student distribution
 */
public record Sampled(Intervals intervals, Map<String, double[]> draws) {
  /** Copies the map, keeping its order. */
  public Sampled {
    draws = Collections.unmodifiableMap(new LinkedHashMap<>(draws));
  }
}
