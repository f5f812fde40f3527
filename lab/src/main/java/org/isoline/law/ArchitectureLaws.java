package org.isoline.law;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * All laws of one architecture, by convention and in the order they were fitted.
 *
 * @param arch the architecture
 * @param envelopes the envelope as published, every budget a point
 * @param intervalEnvelopes the envelope with one point a winning size
 * @param parametric L(N, D) by Huber loss
 * @param variableProjection L(N, D) by variable projection
 */
public record ArchitectureLaws(
    String arch,
    Map<Convention, Outcome<EnvelopeLaws>> envelopes,
    Map<Convention, Outcome<EnvelopeLaws>> intervalEnvelopes,
    Map<Convention, Outcome<ParametricLaw>> parametric,
    Map<Convention, Outcome<ParametricLaw>> variableProjection) {

  /** Copies the maps, keeping their order. */
  public ArchitectureLaws {
    Objects.requireNonNull(arch, "arch");
    envelopes = ordered(envelopes);
    intervalEnvelopes = ordered(intervalEnvelopes);
    parametric = ordered(parametric);
    variableProjection = ordered(variableProjection);
  }

  private static <T> Map<Convention, Outcome<T>> ordered(Map<Convention, Outcome<T>> outcomes) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(outcomes));
  }
}
