package org.isoline.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Checkpoints that fits left out for one reason.
 *
 * @param reason why
 * @param checkpoints which, in the order of the laws
 * @param methods the estimators that left any of them out
 */
record Exclusion(String reason, List<Checkpoint> checkpoints, List<String> methods) {
  /**
   * A checkpoint as the laws name it.
   *
   * @param run its cell
   * @param point its step, or its token count
   */
  record Checkpoint(String run, String point) {}

  /** What the laws of a study left out. */
  static List<Exclusion> of(ReportData data) {
    Map<String, Set<Checkpoint>> checkpoints = new LinkedHashMap<>();
    Map<String, Set<String>> methods = new LinkedHashMap<>();
    Stream.<ReportData.Law<?>>concat(data.envelopes().stream(), data.surfaces().stream())
        .forEach(
            law ->
                law.dropped()
                    .forEach(
                        d -> {
                          checkpoints
                              .computeIfAbsent(d.reason(), reason -> new LinkedHashSet<>())
                              .add(new Checkpoint(d.run(), d.point()));
                          methods
                              .computeIfAbsent(d.reason(), reason -> new LinkedHashSet<>())
                              .add(law.method());
                        }));
    List<Exclusion> exclusions = new ArrayList<>();
    checkpoints.forEach(
        (reason, which) ->
            exclusions.add(
                new Exclusion(reason, List.copyOf(which), List.copyOf(methods.get(reason)))));
    return exclusions;
  }
}
